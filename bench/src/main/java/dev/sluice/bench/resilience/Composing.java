package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Param;

/**
 * What do several policies add to a call that succeeds? They are a retry around a breaker around a limiter: the policies of the other
 * questions, with enough permits for all calls.
 */
@Question(
        group = Group.RESILIENCE,
        order = 4,
        name = "guard",
        title = "retry, breaker and limiter, {callers}",
        brief = true)
public class Composing extends Calling {
    @Param({"SLUICE", "RESILIENCE4J", "FAILSAFE"})
    private Peer peer;

    @Override
    Callable<Integer> policy(Called called) {
        return Guarded.byAll(peer, called);
    }
}
