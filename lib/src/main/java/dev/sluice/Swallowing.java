package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: waiting
/** A thread that was told of its cancellation by a wait, and what is said of it if it goes on waiting: once in the log. */
final class Swallowing {
    private final Strand strand;
    private final ContextCancelledException first;
    private volatile @Nullable String said;

    Swallowing(Strand strand, ContextCancelledException first) {
        this.strand = strand;
        this.first = first;
    }

    /** Notes that it waits again. */
    void goesOn(ContextCancelledException again) {
        if (said != null) {
            return;
        }
        String text = text(again);
        said = text;
        if (Flight.isRecorded()) {
            WaitEvents.swallowed(strand.whose(), strand.startedAt(), place(first), place(again));
        }
        Warnings.log("dev.sluice.cancellation", text);
    }

    private String text(ContextCancelledException again) {
        StackTraceElement startedAt = strand.startedAt();
        return strand.whose() + (startedAt == null ? "" : ", started at " + startedAt + ",")
                + " goes on waiting after its cancellation: it was told at " + place(first) + ", and waits again at "
                + place(again) + ". Let the exception end what it does; what has to wait runs in Context.detached()";
    }

    /** Returns what ends the thread's work after this number of refused waits. */
    CancellationSwallowedError error(ContextCancelledException last, int refusals) {
        return new CancellationSwallowedError(text(last) + " (" + refusals + " waits were refused)", first);
    }

    /** Returns what was said of it, or null if it hasn't gone on. */
    @Nullable
    String said() {
        return said;
    }

    private static String place(ContextCancelledException told) {
        StackTraceElement place = Frames.firstOutside(told.getStackTrace());
        return place == null ? "an unknown place" : place.toString();
    }
}
