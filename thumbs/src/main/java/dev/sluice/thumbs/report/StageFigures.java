package dev.sluice.thumbs.report;

/**
 * What one stage of the pipeline did. Seconds are summed over its workers.
 *
 * @param name the stage
 * @param workers how many worked at it
 * @param in values it received
 * @param out values it sent on
 * @param failed values it could not do
 * @param busySeconds time it worked
 * @param waitInSeconds time it waited for values
 * @param waitOutSeconds time it waited for the next stage to take one
 * @param queueMax the greatest number of values that were seen waiting for it
 */
public record StageFigures(
        String name,
        int workers,
        long in,
        long out,
        long failed,
        double busySeconds,
        double waitInSeconds,
        double waitOutSeconds,
        int queueMax) {}
