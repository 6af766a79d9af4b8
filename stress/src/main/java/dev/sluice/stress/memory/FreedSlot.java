package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What is written before the k-th receive is seen after the (k + capacity)-th send: a channel can be a semaphore. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "what was written before the receive that made room")
@Outcome(id = "0", expect = FORBIDDEN, desc = "the send went on without what came before the receive")
@State
public class FreedSlot {
    private final Channel<Integer> full = Channel.buffered(1);
    private int written;

    /** Fills the buffer. */
    public FreedSlot() {
        full.offer(0);
    }

    /** Writes, and makes room. */
    @Actor
    public void receiver() {
        written = 1;
        Uninterrupted.call(full::receive);
    }

    /** Waits for room, and reads. */
    @Actor
    public void sender(I_Result result) {
        Uninterrupted.run(() -> full.send(1));
        result.r1 = written;
    }
}
