package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What is written before a send is seen after its receive, without a buffer and with one. */
public final class HandOff {
    private HandOff() {}

    /** The sender waits for the receiver. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the value, and what was written before it was sent")
    @Outcome(expect = FORBIDDEN, desc = "the value without what came before it")
    @State
    public static class Unbuffered {
        private final Channel<Integer> channel = Channel.unbuffered();
        private int written;

        /** Writes, and sends. */
        @Actor
        public void sender() {
            written = 1;
            Uninterrupted.run(() -> channel.send(1));
        }

        /** Receives, and reads. */
        @Actor
        public void receiver(II_Result result) {
            result.r1 = Uninterrupted.call(channel::receive);
            result.r2 = written;
        }
    }

    /** The value may wait in the buffer. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the value, and what was written before it was sent")
    @Outcome(expect = FORBIDDEN, desc = "the value without what came before it")
    @State
    public static class Buffered {
        private final Channel<Integer> channel = Channel.buffered(1);
        private int written;

        /** Writes, and sends. */
        @Actor
        public void sender() {
            written = 1;
            Uninterrupted.run(() -> channel.send(1));
        }

        /** Receives, and reads. */
        @Actor
        public void receiver(II_Result result) {
            result.r1 = Uninterrupted.call(channel::receive);
            result.r2 = written;
        }
    }
}
