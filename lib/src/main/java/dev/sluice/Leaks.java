package dev.sluice;

import dev.sluice.inspect.Leak;
import dev.sluice.inspect.LeakProfile;
import dev.sluice.runtime.LeakOption;
import dev.sluice.runtime.Reaper;
import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

// Floor: reports
/** The goroutines that were found to wait for ever. */
final class Leaks {
    /** A program that leaks for months must not fail by that of which it tells. */
    private static final int MOST_KEPT = 10_000;

    private static final int MOST_SITES_LOGGED = 1_000;

    // Guarded by the lock of this list.
    private static final Deque<Leak> LAST = new ArrayDeque<>();
    private static final Set<StackTraceElement> LOGGED = new HashSet<>();
    private static long found;

    private Leaks() {}

    static void add(Leak leak) {
        boolean isNews;
        synchronized (LAST) {
            found++;
            LAST.add(leak);
            if (LAST.size() > MOST_KEPT) {
                LAST.remove();
            }
            isNews = LeakOption.now() == LeakOption.REPORT
                    && LOGGED.size() < MOST_SITES_LOGGED
                    && LOGGED.add(leak.startedAt());
        }
        if (isNews) {
            Warnings.log("dev.sluice.leaks", leak + " (others that were started there will not be logged)");
        }
    }

    static long found() {
        synchronized (LAST) {
            return found;
        }
    }

    /** Returns those that were found last, in the order in which they were found. */
    static List<Leak> last(int most) {
        synchronized (LAST) {
            return LAST.stream().skip(Math.max(0, LAST.size() - most)).toList();
        }
    }

    /** Asks for a collection, and returns what was found so far. */
    static LeakProfile profile(int frames) throws InterruptedException {
        if (!Reaper.watches().isEmpty()) {
            try {
                if (frames > 0) {
                    tracked().forEach(each -> each.noteStack(frames));
                }
                Reaper.collect();
            } finally {
                tracked().forEach(Tracked::forgetStack);
            }
        }
        synchronized (LAST) {
            return new LeakProfile(World.current().now(), (int) tracked().count(), found, new ArrayList<>(LAST));
        }
    }

    private static Stream<Tracked> tracked() {
        return Reaper.watches().stream().filter(Tracked.class::isInstance).map(Tracked.class::cast);
    }
}
