package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.sync.Awaitable;
import dev.sluice.sync.Promise;
import java.io.IOException;
import java.util.List;

/** Several calls at once, put together: all of them, the first that succeeds, the first that ends. */
final class Awaitables {
    private Awaitables() {}

    public static void main(String... args) throws IOException, InterruptedException {
        try (var web = new Web()
                .page("/flight", 200, "290")
                .page("/hotel", 200, "410")
                .page("/broken", 500, "oops")
                .silence("/slow")) {
            together(web);
        }
        promise();
    }

    private static void together(Web web) throws InterruptedException {
        try (var scope = Scope.open().collectAll()) { // a failure goes to its awaiter, and cancels nothing
            Awaitable<String> flight = Awaitable.of(scope.go(() -> web.get("/flight")));
            Awaitable<String> hotel = Awaitable.of(scope.go(() -> web.get("/hotel")));
            Awaitable<String> broken = Awaitable.of(scope.go(() -> web.get("/broken")));
            Awaitable<String> slow = Awaitable.of(scope.go(() -> web.get("/slow")));

            Awaitable<Integer> trip = Awaitable.all(List.of(flight, hotel))
                    .map(prices -> prices.stream().mapToInt(Integer::parseInt).sum());
            IO.println("all, summed: " + trip.await());
            IO.println("any:         "
                    + Awaitable.any(List.of(slow, broken, hotel)).await());
            IO.println("race:        " + ended(Awaitable.race(List.of(slow, broken))));
        } // the slow one, which is no longer needed, is cancelled here
    }

    private static String ended(Awaitable<String> race) throws InterruptedException {
        try {
            return race.await(IOException.class);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Where the result doesn't come from a goroutine, a promise stands for it. */
    private static void promise() throws InterruptedException {
        var address = new Promise<String>();
        try (var scope = Scope.open()) {
            var guest = scope.go(() -> "the guest goes to " + address.await());
            address.complete("12 Downing Street");
            address.complete("nowhere"); // returns false: the first counts
            IO.println(guest.await());
        }
    }
}
