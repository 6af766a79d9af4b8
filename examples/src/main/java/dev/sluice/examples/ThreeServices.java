package dev.sluice.examples;

import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import java.io.IOException;
import java.time.Duration;

/** A page needs three services. Two are asked at the same time, the third with what they have said; all has 50 ms. */
final class ThreeServices {
    private static final Duration BUDGET = Duration.ofMillis(50);

    private ThreeServices() {}

    public static void main(String... args) throws IOException, InterruptedException {
        try (var web = new Web()
                .page("/profile", 200, "ada")
                .page("/orders", 200, "7")
                .page("/offer/ada/7", 200, "free tea")
                .silence("/late-offer")) {
            page(web, "/offer", Duration.ofMinutes(1)); // the first use of a client takes longer than the budget
            show(web, "/offer");
            show(web, "/late-offer");
        }
    }

    private static void show(Web web, String offers) throws IOException, InterruptedException {
        try {
            IO.println("in time: " + page(web, offers, BUDGET));
        } catch (DeadlineExceededException _) {
            IO.println("after 50 ms: no page, and no call that still waits");
        }
    }

    static String page(Web web, String offers, Duration budget) throws IOException, InterruptedException {
        try (var scope = Scope.open().named("page").deadline(budget)) {
            Task<String> profile = scope.go("profile", () -> web.get("/profile"));
            Task<String> orders = scope.go("orders", () -> web.get("/orders"));
            scope.join(IOException.class); // both, or a failure, or the deadline
            String user = profile.await();
            String count = orders.await();

            Task<String> offer = scope.go("offer", () -> web.get(offers + "/" + user + "/" + count));
            scope.join(IOException.class); // has what is left of the 50 ms
            return user + ", after " + count + " orders: " + offer.await();
        }
    }
}
