package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;

/** Records a schedule: the last steps, the hash of all of them, and the decisions. */
final class Trace {
    /** How many steps are kept. */
    static final int KEPT = 1000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private record Entry(long nanos, Goroutine goroutine, Operation operation) {}

    private final long seed;
    private final ArrayDeque<Entry> last = new ArrayDeque<>();
    private long count;
    private long hash = FNV_OFFSET;
    private int[] decisions = new int[64];
    private int decided;
    private long switches;

    Trace(long seed) {
        this.seed = seed;
    }

    long seed() {
        return seed;
    }

    long count() {
        return count;
    }

    void add(long nanos, Goroutine goroutine, Operation operation) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.add(new Entry(nanos, goroutine, operation));
        count++;
        mix(nanos);
        mix(goroutine.id());
        mix(operation.what().hashCode()); // that of strings is the same everywhere
        mix(operation.site().hashCode());
    }

    private void mix(long value) {
        hash = (hash ^ value) * FNV_PRIME;
        hash ^= hash >>> 32;
    }

    /** Another goroutine than the one that ran goes on, though that could have. */
    void switched() {
        switches++;
    }

    int decide(int decision) {
        if (decided == decisions.length) {
            decisions = Arrays.copyOf(decisions, decided * 2);
        }
        decisions[decided++] = decision;
        return decision;
    }

    Schedule schedule() {
        var steps = new ArrayList<Schedule.Step>(last.size());
        for (Entry entry : last) {
            Operation operation = entry.operation;
            String place = operation.at() == null ? "" : operation.at().text();
            String what = operation.what() + (operation.site().isEmpty() ? "" : " " + operation.site());
            steps.add(new Schedule.Step(Duration.ofNanos(entry.nanos), entry.goroutine.name(), what, place));
        }
        return new Schedule(seed, steps, count, switches, hash, Arrays.copyOf(decisions, decided));
    }
}
