package dev.sluice.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule is what happened in a {@linkplain Bubble bubble}: which goroutine ran, what it did, with which channel, and when.
 *
 * <p>Two schedules are equal if they have the same {@link #hash}: the same goroutines did the same in the same order, at the
 * same times. A schedule is immutable, and safe for use by any number of threads.
 */
public final class Schedule {
    private final long seed;
    private final List<Step> steps;
    private final long count;
    private final long switches;
    private final long hash;
    private final int[] decisions;

    /**
     * One step of a goroutine.
     *
     * @param time how long after the beginning of the bubble it was
     * @param goroutine which one
     * @param what what it did
     * @param place the file and line, or an empty string where it isn't known
     */
    public record Step(Duration time, String goroutine, String what, String place) {}

    Schedule(long seed, List<Step> steps, long count, long switches, long hash, int[] decisions) {
        this.seed = seed;
        this.steps = List.copyOf(steps);
        this.count = count;
        this.switches = switches;
        this.hash = hash;
        this.decisions = decisions.clone();
    }

    /**
     * Finds the schedule of a run that has failed: it is suppressed on the failure.
     *
     * @param failure what {@link Bubble#run} has thrown
     * @return its schedule, or null if there is none
     */
    public static @Nullable Schedule of(Throwable failure) {
        for (Throwable each : failure.getSuppressed()) {
            if (each instanceof Report report) {
                return report.schedule();
            }
        }
        return null;
    }

    /**
     * Returns the seed.
     *
     * @return the seed that the bubble was run with
     */
    public long seed() {
        return seed;
    }

    /**
     * Returns the last steps, in their order.
     *
     * @return at most {@value Trace#KEPT} steps
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Returns how many steps there were.
     *
     * @return their number, including those that aren't kept
     */
    public long stepCount() {
        return count;
    }

    /**
     * Returns how often a goroutine was stopped between two steps, for another one to go on. A wait is no such stop.
     *
     * @return the number of preemptive switches
     */
    public long switchCount() {
        return switches;
    }

    /**
     * Returns a number that two schedules have in common if all of their steps are the same, on any machine.
     *
     * @return the hash
     */
    public long hash() {
        return hash;
    }

    /** One that is equal, and takes less memory. */
    Schedule withoutSteps() {
        return new Schedule(seed, List.of(), count, switches, hash, new int[0]);
    }

    /** Which goroutine was chosen each time that there was a choice, and which random numbers were drawn. */
    int[] decisions() {
        return decisions.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule schedule && schedule.hash == hash && schedule.count == count;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, count);
    }

    /** Returns the steps as a table, for people to read; only the last ones if there are many. */
    @Override
    public String toString() {
        return Table.of(steps, count);
    }
}
