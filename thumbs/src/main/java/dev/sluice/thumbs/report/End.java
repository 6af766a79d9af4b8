package dev.sluice.thumbs.report;

import org.jspecify.annotations.Nullable;

/**
 * Why a run has ended.
 *
 * @param interrupted whether the user, or the system, has stopped it
 * @param reason what has stopped it before all was done; null if all was done
 */
public record End(boolean interrupted, @Nullable String reason) {
    /** All was done. */
    public static final End COMPLETE = new End(false, null);

    /**
     * Returns whether all files have come to an end.
     *
     * @return whether nothing has stopped the run
     */
    public boolean isComplete() {
        return reason == null;
    }
}
