package dev.sluice;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/** A thread that was told of its cancellation by a wait, and what is said of it if it goes on waiting: once in the log. */
final class Swallowing {
    /*
     * A thread that closes what it has does not go on: streams write what they still have when they are closed, layer by layer, and each
     * of those writes is refused. So a refused wait inside of a method called close isn't told, and has a limit of its own, which only an
     * endless loop reaches.
     */

    /** How many waits in a row are refused by an exception before the next one throws an error. */
    private static final int MOST_REFUSALS = 10;

    /** The same of waits that are part of a closing. */
    private static final int MOST_CLOSINGS = 1_000;

    private final Strand strand;
    private final ContextCancelledException first;
    private int refusals = 1;
    private int closings;
    private volatile @Nullable String said;

    Swallowing(Strand strand, ContextCancelledException first) {
        this.strand = strand;
        this.first = first;
    }

    /** Notes that it waits again, in a row with the first; throws an error if it has too often. */
    void waitsAgain(ContextCancelledException again) {
        boolean closes = isPartOfClosing(again);
        if (closes ? closings == MOST_CLOSINGS : refusals == MOST_REFUSALS) {
            int refused = refusals + closings;
            throw new CancellationSwallowedError(text(again) + " (" + refused + " waits were refused)", first);
        }
        if (closes) {
            closings++;
        } else {
            refusals++;
            tell(again);
        }
    }

    private static boolean isPartOfClosing(ContextCancelledException told) {
        return Arrays.stream(told.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("close"));
    }

    private void tell(ContextCancelledException again) {
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
