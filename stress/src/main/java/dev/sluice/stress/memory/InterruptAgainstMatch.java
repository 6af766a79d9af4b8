package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import dev.sluice.Offer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A receiver is interrupted at the moment it is served: either it was served, and has the value and its interrupt flag; or it was
 * interrupted, and the sender has his value.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "sent, received, and the flag is set")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "interrupted before, and nothing was sent")
@Outcome(id = "1, 0, 0", expect = FORBIDDEN, desc = "sent, and lost")
@Outcome(expect = FORBIDDEN, desc = "anything else")
@State
public class InterruptAgainstMatch {
    private final Channel<Integer> channel = Channel.unbuffered();
    private volatile @Nullable Thread receiver;
    private volatile boolean interrupted;

    /** Receives; notes the value, and whether it is interrupted afterwards. */
    @Actor
    public void receiver(III_Result result) {
        receiver = Thread.currentThread();
        try {
            Integer value = channel.receive();
            result.r2 = value == null ? -1 : value;
        } catch (InterruptedException _) {
            result.r2 = 0;
        }
        while (!interrupted) {
            Thread.onSpinWait();
        }
        result.r3 = Thread.interrupted() ? 1 : 0;
    }

    /** Interrupts, and sends while the receiver is about to give up. */
    @Actor
    public void sender(III_Result result) {
        Thread thread;
        while ((thread = receiver) == null) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        result.r1 = channel.offer(1) == Offer.SENT ? 1 : 0;
        interrupted = true;
    }
}
