package dev.sluice.dump;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Sums up waits: for each thread what it waited for, and then for whatever they are grouped by. */
final class WaitSums {
    /** The waits of one thread for one thing. */
    private record Key(String what, long thread) {}

    private final Map<Key, Sum> sums = new HashMap<>();
    private long count;
    private long unfinished;

    /** Waits summed up. */
    static final class Sum {
        private final Set<Long> threads = new HashSet<>();
        private final Map<String, Duration> parts = new HashMap<>();
        private Duration time = Duration.ZERO;
        private Duration longest = Duration.ZERO;
        private long count;
        private long unfinished;

        private void add(Duration wait, boolean hasEnded, String place) {
            time = time.plus(wait);
            longest = later(longest, wait);
            count++;
            unfinished += hasEnded ? 0 : 1;
            parts.merge(place, wait, Duration::plus);
        }

        private void add(Sum other, String part) {
            time = time.plus(other.time);
            longest = later(longest, other.longest);
            count += other.count;
            unfinished += other.unfinished;
            parts.merge(part, other.time, Duration::plus);
        }

        private static Duration later(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }

        Duration time() {
            return time;
        }

        Duration longest() {
            return longest;
        }

        /** Returns how many waits there were, those that hadn't ended included. */
        long count() {
            return count;
        }

        long unfinished() {
            return unfinished;
        }

        int threads() {
            return threads.size();
        }

        /** Returns the part in which most of the time was spent; the empty string if no part is known. */
        String mostly() {
            return parts.entrySet().stream()
                    .filter(each -> !each.getKey().isEmpty())
                    .max(Map.Entry.<String, Duration>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .orElse("");
        }
    }

    /**
     * A group of waits.
     *
     * @param name what they have in common
     * @param sum their sum
     */
    record Group(String name, Sum sum) {}

    /**
     * Adds a wait.
     *
     * @param what what was waited for
     * @param thread the number of the thread that waited
     * @param place where in the program that was, or the empty string
     * @param wait for how long
     * @param hasEnded whether the wait had an end
     */
    void add(String what, long thread, String place, Duration wait, boolean hasEnded) {
        sums.computeIfAbsent(new Key(what, thread), _ -> new Sum()).add(wait, hasEnded, place);
        count++;
        unfinished += hasEnded ? 0 : 1;
    }

    long count() {
        return count;
    }

    long unfinished() {
        return unfinished;
    }

    /** Returns the time of all waits. */
    Duration time() {
        return sums.values().stream().map(Sum::time).reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the waits by what was waited for, the longest time first; a part of a sum is a place in the program. */
    List<Group> byWhat() {
        return groups((key, _) -> key.what, (_, sum) -> sum.mostly());
    }

    /** Returns the waits by what is said of their threads, the longest time first; a part of a sum is what was waited for. */
    List<Group> byThread(Function<Long, String> describe) {
        return groups((key, _) -> describe.apply(key.thread), (key, _) -> key.what);
    }

    private interface Naming {
        String name(Key key, Sum sum);
    }

    private List<Group> groups(Naming group, Naming part) {
        var groups = new HashMap<String, Sum>();
        sums.forEach((key, sum) -> {
            Sum whole = groups.computeIfAbsent(group.name(key, sum), _ -> new Sum());
            whole.add(sum, part.name(key, sum));
            whole.threads.add(key.thread);
        });
        return groups.entrySet().stream()
                .map(each -> new Group(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing((Group each) -> each.sum().time())
                        .reversed()
                        .thenComparing(Group::name))
                .toList();
    }
}
