package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitBreakerOptions;
import dev.sluice.resilience.CircuitOpenException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A breaker around a service that fails: it stops calls that would fail too, and finds out when they wouldn't. */
final class CircuitBreakerService {
    private CircuitBreakerService() {}

    public static void main(String... args) throws IOException, InterruptedException {
        var up = new AtomicBoolean();
        var asked = new AtomicInteger();
        try (var web = new Web()
                .page(
                        "/pay",
                        () -> {
                            asked.incrementAndGet();
                            return up.get() ? 200 : 503;
                        },
                        "paid")) {
            var options =
                    CircuitBreaker.named("payments").window(4).minimumCalls(4).failureRate(0.5);

            outage(web, options.openFor(Duration.ofHours(1)).build());
            IO.println("the service was asked " + asked + " times");
            recovery(web, options.openFor(Duration.ofMillis(50)), up);
        }
    }

    private static void outage(Web web, CircuitBreaker breaker) throws InterruptedException {
        int failed = 0;
        int refused = 0;
        for (int call = 1; call <= 100; call++) {
            try {
                breaker.call(IOException.class, () -> web.get("/pay"));
            } catch (CircuitOpenException _) {
                refused++; // at once, without a call
            } catch (IOException _) {
                failed++;
            }
        }
        IO.println("of 100 calls " + failed + " failed and " + refused + " were refused at once");
    }

    private static void recovery(Web web, CircuitBreakerOptions options, AtomicBoolean up)
            throws IOException, InterruptedException {
        var breaker = options.probes(2, Duration.ofSeconds(30))
                .onTransition(change -> IO.println(change.from() + " to " + change.to()))
                .build();
        for (int paid = 0; paid < 3; ) {
            try {
                breaker.call(IOException.class, () -> web.get("/pay"));
                paid++;
            } catch (CircuitOpenException _) {
                up.set(true); // it has been repaired meanwhile
                Channel.after(Duration.ofMillis(10)).receive();
            } catch (IOException _) {
                // counts, and the fourth opens the breaker
            }
        }
        IO.println("paid");
    }
}
