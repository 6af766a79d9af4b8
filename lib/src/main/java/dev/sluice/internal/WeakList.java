package dev.sluice.internal;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that doesn't keep what it refers to: for what is to be shown as long as it is used elsewhere. To add costs a place in an array;
 * those that are gone are swept out now and then, when as many have been added as were left after the last sweep.
 *
 * <p>It is safe for use by any number of threads.
 *
 * @param <R> the type of the references
 */
public final class WeakList<R extends Reference<?>> {
    private static final int LEAST_BETWEEN_SWEEPS = 1_024;

    // Guarded by the lock of this list.
    private final List<R> references = new ArrayList<>();
    private int untilSweep = LEAST_BETWEEN_SWEEPS;

    /** Creates an empty list. */
    public WeakList() {}

    /**
     * Adds a reference at the end.
     *
     * @param reference the reference
     */
    public void add(R reference) {
        synchronized (references) {
            references.add(reference);
            if (--untilSweep <= 0) {
                references.removeIf(each -> each.refersTo(null));
                untilSweep = Math.max(LEAST_BETWEEN_SWEEPS, references.size());
            }
        }
    }

    /**
     * Returns the references, in the order in which they were added.
     *
     * @return a copy; some may refer to nothing any more
     */
    public List<R> copy() {
        synchronized (references) {
            return List.copyOf(references);
        }
    }
}
