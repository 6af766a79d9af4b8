package dev.sluice.dump;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts things that happen again and again, each described by a few texts. */
final class Tally {
    private final Map<List<String>, Count> counts = new HashMap<>();

    private static final class Count {
        private long times;
        private long sum;
    }

    /**
     * What happened, and how often.
     *
     * @param what the texts
     * @param times how often
     * @param sum of the numbers that came with it
     */
    record Line(List<String> what, long times, long sum) {}

    void add(long number, String... what) {
        Count count = counts.computeIfAbsent(List.of(what), _ -> new Count());
        count.times++;
        count.sum += number;
    }

    /** Returns how many different things happened. */
    int size() {
        return counts.size();
    }

    /** Returns what happened most often. */
    List<Line> most(int number) {
        return counts.entrySet().stream()
                .map(each -> new Line(each.getKey(), each.getValue().times, each.getValue().sum))
                .sorted(Comparator.comparingLong(Line::times)
                        .reversed()
                        .thenComparing(each -> each.what().toString()))
                .limit(number)
                .toList();
    }
}
