package dev.sluice.thumbs.report;

import dev.sluice.flow.StageProgress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a run has come at one moment.
 *
 * @param counts what has become of the files
 * @param total how many files there will be, if that is known
 * @param elapsed the time since the start
 * @param stages what each stage has done, in the order of the pipeline
 */
public record State(Counts counts, OptionalLong total, Duration elapsed, List<StageProgress> stages) {
    /** Copies the list. */
    public State {
        stages = List.copyOf(stages);
    }

    /**
     * Returns how many files aren't done, as far as it is known how many there are.
     *
     * @return those that are listed or counted, and neither made, up to date, failed nor passed over
     */
    public long notDone() {
        return Math.max(0, Math.max(counts.seen(), total.orElse(0)) - counts.done());
    }
}
