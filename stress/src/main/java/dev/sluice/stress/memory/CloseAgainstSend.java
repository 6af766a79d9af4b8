package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A value that was sent before a close can be received after it; one that came later is still with its sender. */
public final class CloseAgainstSend {
    private CloseAgainstSend() {}

    /** The channel is closed: values in the buffer stay. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent, and received")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too late")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "sent, and lost")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "not sent, and received")
    @State
    public static class Close {
        private final Channel<Integer> channel = Channel.buffered(1);

        /** Sends. */
        @Actor
        public void sender(II_Result result) {
            result.r1 = channel.offer(1) == Offer.SENT ? 1 : 0;
        }

        /** Closes. */
        @Actor
        public void closer() {
            channel.close();
        }

        /** Looks what is there. */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = channel.tryReceive() instanceof Received.Value ? 1 : 0;
        }
    }

    /** The receiver leaves: values in the buffer go to the undelivered hook. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent, and handed to the hook")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too late")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "sent, and lost")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "not sent, and handed to the hook")
    @State
    public static class Cancel {
        private volatile int undelivered;
        private final Channel<Integer> channel =
                Channel.<Integer>onUndelivered(value -> undelivered = value).buffered(1);

        /** Sends. */
        @Actor
        public void sender(II_Result result) {
            result.r1 = channel.offer(1) == Offer.SENT ? 1 : 0;
        }

        /** Leaves. */
        @Actor
        public void receiver() {
            channel.cancel();
        }

        /** Looks what is there. */
        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = undelivered;
        }
    }

    /** A sender that waits is answered when the channel is closed. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "not sent, and it has gone on")
    @Outcome(expect = FORBIDDEN, desc = "sent to nobody")
    @State
    public static class WaitingSender {
        private final Channel<Integer> channel = Channel.unbuffered();

        /** Sends, and waits. */
        @Actor
        public void sender(II_Result result) {
            result.r1 = Uninterrupted.call(() -> channel.sendIfOpen(1)) ? 1 : 0;
            result.r2 = 1;
        }

        /** Closes. */
        @Actor
        public void closer() {
            channel.close();
        }
    }
}
