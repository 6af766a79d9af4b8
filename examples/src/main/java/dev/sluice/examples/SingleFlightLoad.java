package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.sync.SingleFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A hundred goroutines need the same profile at the same moment. It is loaded once. */
final class SingleFlightLoad {
    private static final int CALLERS = 100;

    private final AtomicInteger loads = new AtomicInteger();

    private SingleFlightLoad() {}

    public static void main(String... args) throws InterruptedException {
        new SingleFlightLoad().run();
    }

    private void run() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Task<String>> pages = new ArrayList<>();
            var different = new HashSet<String>();
            try (SingleFlight<String, String> profiles = SingleFlight.in(scope)) {
                for (int caller = 1; caller <= CALLERS; caller++) {
                    pages.add(scope.go(() -> profiles.call("ada", () -> load("ada", profiles))));
                }
                for (Task<String> page : pages) {
                    different.add(page.await());
                }
            } // there are no more calls, which is what join waits for
            scope.join();
            IO.println(CALLERS + " callers, " + loads + " load, and each has " + different);
        }
    }

    /** Takes until all callers have asked, as a database does at the worst moment. */
    private String load(String user, SingleFlight<String, String> profiles) throws InterruptedException {
        loads.incrementAndGet();
        while (profiles.callers(user) < CALLERS) {
            Channel.after(Duration.ofMillis(1)).receive();
        }
        return "the profile of " + user;
    }
}
