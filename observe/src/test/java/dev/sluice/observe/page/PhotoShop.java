package dev.sluice.observe.page;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.observe.LivePage;
import dev.sluice.observe.Panel;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.sync.Semaphore;
import dev.sluice.sync.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A photo shop at work, for the pictures of the docs: orders come, are paid, packed, and told of, until the program is killed. */
final class PhotoShop {
    private static final int CASHIERS = 12;
    private static final int PACKERS = 3;
    private static final int VISITORS = 1_000;

    private final Channel<String> orders = Channel.named("orders").buffered(32);
    private final Channel<String> parcels = Channel.named("parcels").buffered(8);
    private final Channel<String> invoices = Channel.named("invoices").unbuffered();
    private final Channel<String> checkout = Channel.named("checkout").unbuffered();
    private final CircuitBreaker payments = CircuitBreaker.named("payments").build();
    private final Semaphore memory = new Semaphore(512, "memory");
    private final RateLimiter mail =
            RateLimiter.perSecond(500).named("mail").burst(20).build();
    private final Topic<String> news = new Topic<>();

    private PhotoShop() {}

    /** Opens the shop, and prints where its page is. The argument is the folder of the photos. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path samples = Path.of(arguments[0]);
        try (var page = LivePage.start(0);
                var scope = Scope.open().named("shop");
                var workshop = new Workshop("photos")) {
            page.add(Panel.pictures(
                    "Latest photos",
                    () -> List.of(
                            photo(samples, "seeding.jpg"),
                            photo(samples, "picture-0b.jpg"),
                            photo(samples, "picture-1a.jpg"))));
            page.add(Panel.table(
                    "Customers",
                    List.of("name", "orders"),
                    () -> List.of(List.of("Ada", 12), List.of("Grace", 7), List.of("Edsger", 3))));
            workshop.slow("make");
            new PhotoShop().open(scope);
            System.out.println(page.uri());
            scope.join();
        }
    }

    private static Panel.Picture photo(Path folder, String name) {
        return new Panel.Picture(name, name, "image/jpeg", () -> Files.readAllBytes(folder.resolve(name)));
    }

    private void open(Scope scope) throws InterruptedException {
        scope.go("website", this::takeOrders);
        for (int i = 0; i < CASHIERS; i++) {
            scope.go("cashier", this::takeMoney);
        }
        for (int i = 0; i < PACKERS; i++) {
            scope.go("packer", this::pack);
        }
        scope.go("clerk", this::tell);
        scope.go("reader", () -> read("orders.>"));
        scope.go("reader", () -> read("orders.paid"));
        for (int i = 0; i < VISITORS; i++) {
            scope.go("visitor", () -> checkout.receive());
        }
    }

    private void takeOrders() throws InterruptedException {
        for (int i = 1; ; i++) {
            orders.send("order " + i);
            MILLISECONDS.sleep(2);
        }
    }

    private void takeMoney() throws InterruptedException {
        for (String order : orders) {
            MILLISECONDS.sleep(25);
            parcels.send(payments.call(() -> order));
        }
    }

    private void pack() throws InterruptedException {
        for (String parcel : parcels) {
            try (var _ = memory.acquire(96)) {
                MILLISECONDS.sleep(5);
            }
            invoices.send(parcel);
        }
    }

    private void tell() throws InterruptedException {
        for (String invoice : invoices) {
            mail.await();
            news.publish("orders.paid", invoice);
        }
    }

    private void read(String pattern) throws InterruptedException {
        try (var subscription = news.subscribe(pattern, 64, Topic.Policy.DROP_OLDEST)) {
            for (var _ : subscription.messages()) {
                MILLISECONDS.sleep(5);
            }
        }
    }
}
