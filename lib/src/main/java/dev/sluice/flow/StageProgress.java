package dev.sluice.flow;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far one stage of a run has come, and where its time went.
 *
 * <p>The numbers count from the start of the run. Each of them was true during the call; they weren't all true at one instant,
 * since the stage doesn't stop to be looked at. Times are added up over the workers: eight of them that wait for a second have
 * waited for eight.
 *
 * @param name the stage
 * @param workers how many workers it has now
 * @param mostWorkers the most it has had at once
 * @param in how many items it has taken in; a source takes in what it reads
 * @param out how many it has passed on
 * @param failed how many have failed
 * @param busy how long workers have been busy: with an item, and not waiting for either side
 * @param waitingForInput how long they have waited for an item: much of it says that a stage before is too slow
 * @param waitingForOutput how long they have waited to pass one on: much of it says that a stage behind is too slow
 * @param queued how many items wait in front of the stage; 0 for a source
 * @param queueCapacity how many can wait there
 * @param queueHighWater the most that have been seen waiting there
 */
public record StageProgress(
        String name,
        int workers,
        int mostWorkers,
        long in,
        long out,
        long failed,
        Duration busy,
        Duration waitingForInput,
        Duration waitingForOutput,
        int queued,
        int queueCapacity,
        int queueHighWater) {
    /** The least part of its time for which a stage that holds the others up is busy. */
    private static final double BUSY = 0.5;

    /**
     * Returns which part of their time the workers were busy.
     *
     * @return from 0 to 1; 0 before there was any time
     */
    public double utilisation() {
        double total = (double) busy.toNanos() + waitingForInput.toNanos() + waitingForOutput.toNanos();
        return total <= 0 ? 0 : busy.toNanos() / total;
    }

    /**
     * Returns what happened since an earlier look at the same stage: counts and times are differences, the rest is as it is now.
     *
     * @param earlier the earlier look
     * @return the progress in between
     */
    public StageProgress since(StageProgress earlier) {
        return new StageProgress(
                name,
                workers,
                mostWorkers,
                in - earlier.in,
                out - earlier.out,
                failed - earlier.failed,
                busy.minus(earlier.busy),
                waitingForInput.minus(earlier.waitingForInput),
                waitingForOutput.minus(earlier.waitingForOutput),
                queued,
                queueCapacity,
                queueHighWater);
    }

    /**
     * Returns the stage that holds the others up: the one whose workers are busy for the greatest part of their time, if that is
     * at least a half. Those before it wait to pass their items on, and those behind it wait for items.
     *
     * <p>Where all stages wait for most of their time, none of them is the bottleneck: the run is held up from outside, by what its
     * source waits for or by what receives from its end.
     *
     * @param stages the stages of a run
     * @return the slowest of them, or nothing if none is busy for half of its time
     */
    public static Optional<StageProgress> bottleneck(List<StageProgress> stages) {
        return stages.stream()
                .filter(each -> each.utilisation() >= BUSY)
                .max(Comparator.comparingDouble(StageProgress::utilisation));
    }
}
