package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import dev.sluice.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Each puts something into one channel, and then looks into the other's: not both may find nothing there (Dekker). */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0", "1, 1"},
        expect = ACCEPTABLE,
        desc = "one came after the other, or both see each other")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "each looked before the other had sent, and sent before he looked")
@State
public class TwoChannels {
    private final Channel<Integer> left = Channel.buffered(1);
    private final Channel<Integer> right = Channel.buffered(1);

    /** Sends to the left, and looks to the right. */
    @Actor
    public void one(II_Result result) {
        left.offer(1);
        result.r1 = right.tryReceive() instanceof Received.Value ? 1 : 0;
    }

    /** Sends to the right, and looks to the left. */
    @Actor
    public void other(II_Result result) {
        right.offer(1);
        result.r2 = left.tryReceive() instanceof Received.Value ? 1 : 0;
    }
}
