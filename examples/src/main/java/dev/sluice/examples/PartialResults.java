package dev.sluice.examples;

import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import java.io.IOException;
import java.time.Duration;

/** A page asks three services at once, and is made after 50 ms from those that have answered. */
final class PartialResults {
    private static final Duration BUDGET = Duration.ofMillis(50);

    private PartialResults() {}

    public static void main(String... args) throws IOException, InterruptedException {
        try (var web = new Web()
                .page("/profile", 200, "ada")
                .page("/orders", 200, "7")
                .page("/offer", 200, "free tea")
                .page("/broken-offer", 500, "")
                .silence("/late-offer")) {
            page(web, "/offer", Duration.ofMinutes(1)); // the first use of a client takes longer than the budget
            IO.println("all in time: " + page(web, "/offer", BUDGET));
            IO.println("one fails:   " + page(web, "/broken-offer", BUDGET));
            IO.println("one is late: " + page(web, "/late-offer", BUDGET));
        }
    }

    static String page(Web web, String offers, Duration budget) throws InterruptedException {
        try (var scope = Scope.open().named("page").collectAll().deadline(budget)) {
            Task<String> profile = scope.go("profile", () -> web.get("/profile"));
            Task<String> orders = scope.go("orders", () -> web.get("/orders"));
            Task<String> offer = scope.go("offer", () -> web.get(offers));
            try {
                scope.join(IOException.class); // until all have ended, or the time is up
            } catch (IOException | DeadlineExceededException _) {
                // the page is made of what has come
            }
            return profile.orElse("guest") + ", " + orders.orElse("?") + " orders, " + offer.orElse("no offer today");
        }
    }
}
