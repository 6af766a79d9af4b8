package dev.sluice.observe;

import dev.sluice.Channel;
import dev.sluice.Scope;

/** A program that knows nothing of a live page: a goroutine waits until its standard input ends. */
public final class Shop {
    private Shop() {}

    public static void main(String[] arguments) throws Exception {
        Channel<String> orders = Channel.named("orders").unbuffered();
        try (var scope = Scope.open().named("shop")) {
            scope.go("clerk", () -> orders.receive());
            System.in.read();
            orders.close();
            scope.join();
        }
        System.out.println("closed");
    }
}
