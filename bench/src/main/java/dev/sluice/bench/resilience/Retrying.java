package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Param;

/** What does a retry add to a call that succeeds at once? It could be tried three times. */
@Question(group = Group.RESILIENCE, order = 3, name = "retry", title = "retry that need not, {callers}", brief = true)
public class Retrying extends Calling {
    @Param({"SLUICE", "RESILIENCE4J", "FAILSAFE"})
    private Peer peer;

    @Override
    Callable<Integer> policy(Called called) {
        return Guarded.byRetry(peer, called);
    }
}
