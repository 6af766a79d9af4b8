package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What is written before a cancel is seen by who learns of it; from below, and by its done channel. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not cancelled yet")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "not cancelled yet, and seen by chance")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "cancelled, and what was written before")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "cancelled without what came before")
@State
public class ContextCancelled {
    private final Context above = Context.background().withCancel();
    private final Context below = above.withCancel();
    private int written;

    /** Writes, and cancels. */
    @Actor
    public void canceller() {
        written = 1;
        above.cancel();
    }

    /** Asks, and reads. */
    @Actor
    public void asker(II_Result result) {
        result.r1 = below.isCancelled() ? 1 : 0;
        result.r2 = written;
    }
}
