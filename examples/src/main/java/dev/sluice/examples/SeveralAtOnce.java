package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A few calls at the same time, in one line each: both results, the first success, the first end, or a time limit. */
final class SeveralAtOnce {
    private SeveralAtOnce() {}

    public static void main(String... args) throws Exception {
        try (var web = new Web()
                .page("/user", 200, "ada")
                .page("/orders", 200, "7")
                .page("/broken", 500, "oops")
                .silence("/slow")) {
            inOneLine(web);
            IO.println("page:         " + page(web, "/orders"));
            try {
                page(web, "/broken");
            } catch (IOException e) {
                IO.println("no page:      " + e.getMessage());
            }
        }
    }

    private static void inOneLine(Web web) throws Exception {
        var both = Tasks.par(() -> web.get("/user"), () -> web.get("/orders"));
        IO.println("par:          " + both.first() + " and " + both.second());

        String answer = Tasks.firstSuccess(() -> web.get("/broken"), () -> web.get("/slow"), () -> web.get("/user"));
        IO.println("firstSuccess: " + answer); // the slow call was cancelled

        try {
            IO.println(Tasks.<String, Exception>race(() -> web.get("/slow"), () -> web.get("/broken")));
        } catch (IOException e) {
            IO.println("race:         " + e.getMessage()); // a failure is an end too
        }
        try {
            IO.println(Tasks.timeout(Duration.ofMillis(50), () -> web.get("/slow")));
        } catch (TimeoutException _) {
            IO.println("timeout:      no answer within 50 ms, and no call that still waits");
        }
    }

    private static String page(Web web, String orders) throws IOException, InterruptedException {
        return Scope.call(IOException.class, scope -> {
            scope.deadline(Duration.ofMinutes(1));
            Task<String> user = scope.go(() -> web.get("/user"));
            Task<String> count = scope.go(() -> web.get(orders));
            return user.await() + " has " + count.await() + " orders"; // if a call fails, its IOException is thrown
        });
    }
}
