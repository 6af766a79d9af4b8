package dev.sluice;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The failures of a scope's goroutines: the first one, with the others suppressed on it. */
final class Failures {
    private static final int MOST_SUPPRESSED = 100;

    private @Nullable Throwable first;

    /** Those that came after it, and were not taken yet. */
    private List<Throwable> others = List.of();

    private int added;
    private int dropped;

    /* Both override toString so that the stack trace reads as a sentence, without the name of the class. */

    /** Says on a failure where its goroutine was started: a throwable only so that stack traces show it. */
    @SuppressWarnings("OverrideThrowableToString")
    static final class StartedAt extends Throwable {
        @Serial
        private static final long serialVersionUID = 1L;

        StartedAt(String name, StackTraceElement place) {
            super("in goroutine " + name + ", which was started here", null, false, true);
            setStackTrace(new StackTraceElement[] {place});
        }

        /** Leaves out the stack of this exception's creation, of which nothing would be shown. */
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    /** Says how many failures had no room. */
    @SuppressWarnings("OverrideThrowableToString")
    private static final class More extends Throwable {
        @Serial
        private static final long serialVersionUID = 1L;

        More(int count) {
            super("and " + count + (count == 1 ? " more failure" : " more failures"), null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    @Nullable
    Throwable first() {
        return first;
    }

    /** Adds a failure. Throws nothing, and calls nothing of it, since the caller holds a lock. */
    void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            if (added == MOST_SUPPRESSED) {
                dropped++;
                return;
            }
            try {
                if (others.isEmpty()) {
                    others = new ArrayList<>();
                }
                others.add(failure);
                added++;
            } catch (OutOfMemoryError _) {
                dropped++;
            }
        }
    }

    /** Returns those after the first that were added since this was last called. */
    List<Throwable> takeOthers() {
        List<Throwable> taken = others;
        others = List.of();
        return taken;
    }

    /** Returns how many had no room since this was last called. */
    int takeDropped() {
        int taken = dropped;
        dropped = 0;
        return taken;
    }

    /** Suppresses others on the first failure, or their number where they are too many. */
    static void suppressAll(Throwable first, List<Throwable> others, int dropped) {
        int more = dropped;
        for (Throwable other : others) {
            if (!suppress(first, other)) {
                more++;
            }
        }
        if (more > 0 && first.getSuppressed().length == MOST_SUPPRESSED) {
            first.addSuppressed(new More(more));
        }
    }

    /**
     * Suppresses one exception on another, unless too many are already: one that is thrown again and again, out of a
     * constant, must not grow for ever.
     */
    static boolean suppress(Throwable on, Throwable suppressed) {
        if (on == suppressed) {
            return true; // it says all there is to say
        }
        if (on.getSuppressed().length >= MOST_SUPPRESSED) {
            return false;
        }
        on.addSuppressed(suppressed);
        return true;
    }
}
