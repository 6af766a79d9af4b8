package dev.sluice.inspect;

/**
 * A stage of a pipeline's run, how far it has come, and where its time went. The numbers count from the start of the run; they
 * weren't all true at one instant, since the stage doesn't stop to be looked at. Times are added up over the workers.
 *
 * @param pipeline the name of the run's scope
 * @param run a number that tells it from other runs of that name in this JVM
 * @param name the name of the stage
 * @param workers how many workers it has now
 * @param in how many items it has taken in
 * @param out how many it has passed on
 * @param failed how many have failed
 * @param busyNanos how long workers have been busy, in nanoseconds, as are the other times
 * @param waitingForInputNanos how long they have waited for an item
 * @param waitingForOutputNanos how long they have waited to pass one on
 * @param queued how many items wait in front of the stage; 0 for a source
 * @param queueCapacity how many can wait there
 * @param queueHighWater the most that have been seen waiting there
 */
public record StageState(
        String pipeline,
        long run,
        String name,
        int workers,
        long in,
        long out,
        long failed,
        long busyNanos,
        long waitingForInputNanos,
        long waitingForOutputNanos,
        int queued,
        int queueCapacity,
        int queueHighWater) {}
