package dev.sluice.testkit;

import dev.sluice.Sluice;
import dev.sluice.inspect.Leak;
import dev.sluice.inspect.LeakProfile;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.Reaper;
import java.util.List;

/** Looks for leaks while a test runs: asks for garbage collections. */
final class LeakSearch implements Monitor.Check {
    private static final int FRAMES = 12;
    private static final int LOOKS = 1_000 / Monitor.PERIOD_MILLIS;

    private final long foundBefore;

    /** How often the monitor has looked, by its thread only. */
    private int looks;

    private LeakSearch(long foundBefore) {
        this.foundBefore = foundBefore;
    }

    /** Begins to look for leaks that come from now on. */
    static LeakSearch begin() throws InterruptedException {
        var search = new LeakSearch(Sluice.leaks().found());
        Monitor.add(search);
        return search;
    }

    /** What is found is told to the goroutine that waits for it. */
    @Override
    public void look() {
        if (++looks % LOOKS == 0 && !Reaper.watches().isEmpty()) {
            try {
                Reaper.collect();
            } catch (InterruptedException e) {
                throw new IllegalStateException("no code has a reason to interrupt the monitor", e);
            }
        }
    }

    /** Returns those that were found, as far as they are still kept. */
    List<Leak> end() throws InterruptedException {
        Monitor.remove(this);
        LeakProfile profile = Sluice.leaks(FRAMES);
        List<Leak> kept = profile.leaks();
        long found = Math.min(kept.size(), profile.found() - foundBefore);
        return kept.subList(kept.size() - (int) found, kept.size());
    }
}
