package dev.sluice.dump;

import dev.sluice.Channel;
import dev.sluice.Scope;

/** A program to record: one goroutine is held up by another that is slow, one waits all the time, and others fail and are cancelled. */
public final class Market {
    private Market() {}

    public static void main(String[] arguments) throws Exception {
        Channel<Integer> orders = Channel.named("orders").buffered(1);
        Channel<Integer> returns = Channel.named("returns").unbuffered();
        try (var scope = Scope.open().named("market")) {
            scope.go("customer", () -> {
                while (true) {
                    orders.send(1);
                }
            });
            scope.go("clerk", () -> {
                while (true) {
                    orders.receive();
                    Thread.sleep(20);
                }
            });
            scope.go("desk", () -> returns.receive());
            scope.go("boss", () -> {
                while (true) {
                    deliver(returns);
                }
            });
            System.out.println("open");
            System.in.read();
            scope.cancel();
        }
    }

    /** One delivery fails, which cancels the other. */
    private static void deliver(Channel<Integer> returns) throws InterruptedException {
        try (var scope = Scope.open().named("deliveries")) {
            scope.go("van", () -> {
                Thread.sleep(20);
                throw new IllegalStateException("the van has broken down");
            });
            scope.go("bike", () -> returns.receive());
            scope.join();
        } catch (IllegalStateException _) {
            // the next one may arrive
        }
    }
}
