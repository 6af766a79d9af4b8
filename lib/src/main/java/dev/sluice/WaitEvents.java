package dev.sluice;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * What the Flight Recorder gets to know of waits at large; other classes whose names end like this one tell it more. Nothing else
 * mentions the recorder; the callers have asked {@link Flight} whether it is in use.
 */
@SuppressWarnings("unused") // the recorder reads the fields
final class WaitEvents {
    private WaitEvents() {}

    /** The recorder itself. Loading this class, unlike the one around it, loads no event. */
    static final class Recorder {
        private Recorder() {}

        static boolean isInUse() {
            return FlightRecorder.isInitialized();
        }
    }

    /**
     * An event with a beginning and an end. What is said of it is put together only once it is known to be wanted: enabled, and longer
     * than its threshold.
     */
    abstract static class Span extends Event implements Flight.Span {
        @Override
        public final void end(String outcome) {
            end();
            if (shouldCommit()) {
                fill(outcome);
                commit();
            }
        }

        /** Says what there is to say. Must not throw, since the operation that it tells of has happened. */
        abstract void fill(String outcome);
    }

    /** Says what was thrown, even if that can't say it itself. */
    static String describe(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError _) {
            return thrown.getClass().getName();
        }
    }

    /** A thread that goes on waiting after its cancellation. */
    static void swallowed(String who, @Nullable StackTraceElement startedAt, String toldAt, String waitsAgainAt) {
        var event = new CancellationSwallowed();
        if (event.shouldCommit()) {
            event.who = who;
            event.startedAt = startedAt == null ? null : startedAt.toString();
            event.toldAt = toldAt;
            event.waitsAgainAt = waitsAgainAt;
            event.commit();
        }
    }

    @Name("dev.sluice.CancellationSwallowed")
    @Label("Cancellation Swallowed")
    @Category("Sluice")
    @Description("A goroutine, or the owner of a scope, was told that it is cancelled, and waits again")
    static final class CancellationSwallowed extends Event {
        @Label("Who")
        private @Nullable String who;

        @Label("Started At")
        private @Nullable String startedAt;

        @Label("Told At")
        private @Nullable String toldAt;

        @Label("Waits Again At")
        private @Nullable String waitsAgainAt;
    }
}
