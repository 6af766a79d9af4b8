package dev.sluice.flow;

import dev.sluice.function.CheckedFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an item that has failed.
 *
 * @param type the type of the failures it is for
 * @param handler returns what to pass on instead, or null for nothing
 */
record Rescue<T>(
        Class<? extends Exception> type, CheckedFunction<? super FailedItem, ? extends @Nullable T, ?> handler) {
    /** A stage whose items may fail without ending the run. */
    interface Able<T> extends Part<T> {
        /**
         * Returns a description like this with one more handler.
         *
         * @throws IllegalStateException if no failure would reach it
         */
        Part<T> with(Rescue<T> rescue);
    }

    /** Returns the handlers with another one after them. */
    static <T> List<Rescue<T>> append(List<Rescue<T>> rescues, Rescue<T> another, String stage) {
        for (Rescue<T> earlier : rescues) {
            if (earlier.type.isAssignableFrom(another.type)) {
                throw new IllegalStateException("stage " + stage + " has a handler of failures for "
                        + earlier.type.getSimpleName() + ": none reaches another one for "
                        + another.type.getSimpleName() + " after it");
            }
        }
        List<Rescue<T>> all = new ArrayList<>(rescues);
        all.add(another);
        return List.copyOf(all);
    }

    /** Returns the first handler that is for this failure, or null. */
    static <T> @Nullable Rescue<T> of(List<Rescue<T>> rescues, Exception failure) {
        for (Rescue<T> each : rescues) {
            if (each.type.isInstance(failure)) {
                return each;
            }
        }
        return null;
    }
}
