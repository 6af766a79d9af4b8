package dev.sluice.examples;

import dev.sluice.resilience.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A call that has failed is made again, after delays that double; unless that can't help. */
final class RetryBackoff {
    private RetryBackoff() {}

    public static void main(String... args) throws IOException, InterruptedException {
        var asked = new AtomicInteger();
        try (var web = new Web()
                .page("/busy", () -> asked.incrementAndGet() < 3 ? 503 : 200, "hello")
                .page("/down", () -> failing(asked, 503), "")
                .page("/nothing", () -> failing(asked, 404), "")) {
            show(web, "/busy", asked);
            show(web, "/down", asked);
            show(web, "/nothing", asked);
        }
    }

    private static int failing(AtomicInteger asked, int status) {
        asked.incrementAndGet();
        return status;
    }

    private static void show(Web web, String path, AtomicInteger asked) throws InterruptedException {
        asked.set(0);
        try {
            IO.println(get(web, path) + ", after " + asked + " attempts");
        } catch (IOException e) {
            IO.println(e.getMessage() + ", given up after " + asked + ", with " + e.getSuppressed().length
                    + " earlier failures");
        }
    }

    static String get(Web web, String path) throws IOException, InterruptedException {
        var retry = Retry.exponential(Duration.ofMillis(10)) // then 20 and 40 at most: any time up to these, by chance
                .attempts(4)
                .on(thrown ->
                        thrown instanceof IOException && !thrown.getMessage().endsWith("404"));
        return retry.call(IOException.class, () -> web.get(path));
    }
}
