package dev.sluice.inspect;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program's goroutines and channels were doing at one moment.
 *
 * {@snippet :
 * log.info(Sluice.snapshot().toText());
 * }
 *
 * <p>It is taken while the program runs: each channel and each wait is seen at one instant, and not all of them at the same. A
 * goroutine that is described as waiting was waiting; whether it still was when the next one was looked at is not known.
 *
 * @param at when it was taken
 * @param owners the threads, other than goroutines, that have a scope open
 * @param channels the channels that have a name, and those that a goroutine waits at
 */
public record Snapshot(Instant at, List<GoroutineState> owners, List<ChannelState> channels) {
    /** Creates a snapshot. */
    public Snapshot {
        owners = List.copyOf(owners);
        channels = List.copyOf(channels);
    }

    /**
     * Returns how many goroutines there are.
     *
     * @return the number of those that have not ended, in all scopes
     */
    public long goroutines() {
        return owners.stream().mapToLong(Snapshot::inside).sum();
    }

    private static long inside(GoroutineState thread) {
        return goroutinesOf(thread)
                .mapToLong(goroutine -> 1 + inside(goroutine))
                .sum();
    }

    /**
     * Returns how many goroutines wait.
     *
     * @return the number of those that are parked in an operation of the library
     */
    public long waiting() {
        return owners.stream().mapToLong(Snapshot::waitingInside).sum();
    }

    private static long waitingInside(GoroutineState thread) {
        return goroutinesOf(thread)
                .mapToLong(goroutine -> (goroutine.waitsIn() == null ? 0 : 1) + waitingInside(goroutine))
                .sum();
    }

    /**
     * Returns how many scopes are open.
     *
     * @return the number of all, inner ones included
     */
    public long scopes() {
        return owners.stream().mapToLong(Snapshot::scopesInside).sum();
    }

    private static long scopesInside(GoroutineState thread) {
        return thread.scopes().size()
                + goroutinesOf(thread).mapToLong(Snapshot::scopesInside).sum();
    }

    private static Stream<GoroutineState> goroutinesOf(GoroutineState thread) {
        return thread.scopes().stream().flatMap(scope -> scope.goroutines().stream());
    }

    /**
     * Returns it as text for people to read: the scopes as a tree, then the channels. Goroutines of a scope that wait for the
     * same are counted, and the first of them is shown.
     *
     * @return lines, each with an end
     */
    public String toText() {
        return new Text().snapshot(this).toString();
    }

    /**
     * Returns it as JSON: the same parts, by the same names. Times are ISO 8601, durations are seconds.
     *
     * @return a JSON object
     */
    public String toJson() {
        return new Json().snapshot(this).toString();
    }
}
