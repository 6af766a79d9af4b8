package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.sync.Subscription;
import dev.sluice.sync.Topic;
import java.util.ArrayList;
import java.util.List;

/** Publishers and subscribers that don't know each other. One subscriber is slow, and doesn't delay the others. */
final class PubSub {
    private PubSub() {}

    public static void main(String... args) throws InterruptedException {
        var orders = new Topic<Integer>();
        try (var scope = Scope.open();
                var all = orders.subscribe("orders.>", 16, Topic.Policy.BLOCK);
                var europe = orders.subscribe("orders.eu.*", 16, Topic.Policy.BLOCK);
                var display = orders.subscribe("orders.>", 2, Topic.Policy.DROP_OLDEST)) {
            Task<List<String>> books = scope.go(() -> read(all));
            Task<List<String>> warehouse = scope.go(() -> read(europe));

            orders.publish("orders.eu.created", 1);
            orders.publish("orders.us.created", 2);
            orders.publish("orders.eu.paid", 1);
            orders.publish("orders.us.paid", 2);
            orders.publish("orders.us.sent", 2);
            orders.close(); // subscribers get what is there for them, and then the end

            IO.println("books:     " + books.await());
            IO.println("warehouse: " + warehouse.await());
            IO.println("display:   " + read(display) + ", " + display.dropped() + " missed"); // it looks only now
        }
    }

    private static List<String> read(Subscription<Integer> subscription) throws InterruptedException {
        var read = new ArrayList<String>();
        for (var message : subscription.messages()) {
            read.add(message.topic().replace("orders.", "") + " " + message.value());
        }
        return read;
    }
}
