package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a circuit breaker add to a call that succeeds? The breaker is closed, and would open when half of the last 100 calls, or
 * of those of the last 10 seconds, had failed.
 */
@Question(
        group = Group.RESILIENCE,
        order = 2,
        name = "breaker",
        title = "breaker over the {window}, {callers}",
        brief = true)
public class Breaking extends Calling {
    /** By which calls the breaker goes. */
    public enum Window {
        LAST_100_CALLS,
        LAST_10_SECONDS
    }

    @Param({"SLUICE", "RESILIENCE4J", "FAILSAFE"})
    private Peer peer;

    @Param
    private Window window;

    @Override
    Callable<Integer> policy(Called called) {
        return Guarded.byBreaker(peer, window, called);
    }
}
