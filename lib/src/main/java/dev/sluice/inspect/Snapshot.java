package dev.sluice.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program's goroutines, channels, pipelines and policies were doing at one moment.
 *
 * {@snippet :
 * log.info(Sluice.snapshot().toText());
 * }
 *
 * <p>It is taken while the program runs: each channel and each wait is seen at one instant, and not all of them at the same. A
 * goroutine that is described as waiting was waiting; whether it still was when the next one was looked at is not known.
 *
 * @param at when it was taken
 * @param clock when that was by a clock that is never set, since some moment: for rates
 * @param took how long it took
 * @param owners the threads, other than goroutines, that have a scope open
 * @param channels the channels that have a name, and those that a goroutine waits at; channels of the library's own go with the run, the
 *     pool or the subscription that they belong to
 * @param pipelines the runs of pipelines that go on
 * @param policies the circuit breakers, pools and topics that are in use, and the rate limiters and semaphores that have a name
 * @param alarms what was found to be wrong
 */
public record Snapshot(
        Instant at,
        Duration clock,
        Duration took,
        List<GoroutineState> owners,
        List<ChannelState> channels,
        List<PipelineState> pipelines,
        List<PolicyState> policies,
        Alarms alarms) {
    /** Creates a snapshot. */
    public Snapshot {
        owners = List.copyOf(owners);
        channels = List.copyOf(channels);
        pipelines = List.copyOf(pipelines);
        policies = List.copyOf(policies);
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
     * Returns it as text for people to read: the scopes as a tree, then the channels, the pipelines and the policies. Goroutines of a
     * scope that wait for the same are counted, and the first of them is shown.
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

    /**
     * Returns it as JSON that stays small however much there is, for what looks again and again: goroutines of a scope that have the same
     * name, but for the number, and were started at the same place are a group, of which all are counted and the first are listed; and
     * there are at most some hundreds of everything else. What was left out is counted under {@code omitted}.
     *
     * @return a JSON object
     */
    public String toDigest() {
        return Digest.of(this);
    }

    /**
     * Returns the members of a group that a {@linkplain #toDigest digest} shows, as JSON: {@code total}, {@code from} and at most 200
     * {@code goroutines}, without their scopes.
     *
     * @param scope the id of the scope
     * @param group the name of the group
     * @param startedAt where its members were started
     * @param from how many to pass over
     * @return a JSON object
     */
    public String members(String scope, String group, String startedAt, int from) {
        return Search.members(this, scope, group, startedAt, from);
    }

    /**
     * Returns the goroutines and other threads whose name, start site or wait contains a text, upper case or lower, or whose thread has
     * that number; as JSON, like {@link #members}.
     *
     * @param text the text
     * @param from how many to pass over
     * @return a JSON object
     */
    public String search(String text, int from) {
        return Search.matching(this, text, from);
    }
}
