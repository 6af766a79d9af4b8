package dev.sluice.stress.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.sluice.Channel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What is written before a close is seen by who learns of it, without waiting or with. */
public final class CloseSeen {
    private CloseSeen() {}

    /** Asks without waiting. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "still open")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "still open, and seen by chance")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed, and what was written before")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "closed without what came before")
    @State
    public static class Asked {
        private final Channel<Integer> channel = Channel.unbuffered();
        private int written;

        /** Writes, and closes. */
        @Actor
        public void closer() {
            written = 1;
            channel.close();
        }

        /** Asks, and reads. */
        @Actor
        public void asker(II_Result result) {
            result.r1 = channel.isClosed() ? 1 : 0;
            result.r2 = written;
        }
    }

    /** Waits until closed. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed, and what was written before")
    @Outcome(expect = FORBIDDEN, desc = "closed without what came before")
    @State
    public static class Awaited {
        private final Channel<Integer> channel = Channel.unbuffered();
        private int written;

        /** Writes, and closes. */
        @Actor
        public void closer() {
            written = 1;
            channel.close();
        }

        /** Waits, and reads. */
        @Actor
        public void receiver(II_Result result) {
            result.r1 = Uninterrupted.call(() -> channel.receive() == null) ? 1 : 0;
            result.r2 = written;
        }
    }
}
