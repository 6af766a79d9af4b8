package dev.sluice.examples;

import dev.sluice.resilience.RateLimiter;
import java.io.IOException;
import java.time.Duration;

/** A service refuses clients that ask too often. A client that knows the limit waits for its turn, and is never refused. */
final class RateLimitedApi {
    private static final int CALLS = 12;

    private RateLimitedApi() {}

    public static void main(String... args) throws IOException, InterruptedException {
        var perHour = RateLimiter.of(5, Duration.ofHours(1)).burst(5).build();
        var perSecond = RateLimiter.perSecond(100).burst(5).build();
        try (var web = new Web()
                .page("/hourly", () -> perHour.allow() ? 200 : 429, "a quote")
                .page("/quotes", () -> perSecond.allow() ? 200 : 429, "a quote")) {
            IO.println("as fast as it can: " + answered(web, "/hourly") + " of " + CALLS + " calls are answered");
            IO.println("each in its turn:  " + patient(web) + " of " + CALLS + " calls are answered");
        }
    }

    private static int patient(Web web) throws IOException, InterruptedException {
        var limiter = RateLimiter.perSecond(100).burst(1).build();
        int answered = 0;
        for (int call = 1; call <= CALLS; call++) {
            limiter.await(); // for its turn, 10 ms after the one before
            web.get("/quotes");
            answered++;
        }
        return answered;
    }

    private static int answered(Web web, String path) throws InterruptedException {
        int answered = 0;
        for (int call = 1; call <= CALLS; call++) {
            try {
                web.get(path);
                answered++;
            } catch (IOException _) {
                // 429, too many requests: work for both sides, and for nothing
            }
        }
        return answered;
    }
}
