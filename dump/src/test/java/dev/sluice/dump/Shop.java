package dev.sluice.dump;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Select;

/** A program to look into: five goroutines that wait until its standard input ends. */
public final class Shop {
    private Shop() {}

    public static void main(String[] arguments) throws Exception {
        Channel<String> orders = Channel.named("orders").buffered(7);
        Channel<String> parcels = Channel.named("parcels").unbuffered();
        try (var scope = Scope.open().named("shop")) {
            for (int i = 0; i < 3; i++) {
                scope.go("clerk", () -> orders.receive());
            }
            scope.go("packer", () -> {
                try (var select = Select.open()) {
                    select.receive(orders);
                    select.receive(parcels);
                    select.await();
                }
            });
            scope.go("van", () -> parcels.receive());
            System.out.println("open");
            System.in.read();
            orders.close();
            parcels.close();
            scope.join();
        }
    }
}
