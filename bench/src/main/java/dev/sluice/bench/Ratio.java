package dev.sluice.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A ratio is how the figures of two entries compare: the median over the rounds of the ratio of their medians in a round, with
 * the lowest and the highest of a round. Comparing within a round leaves out what the machine did in another one.
 *
 * @param value the median
 * @param low the lowest of a round
 * @param high the highest of a round
 * @param rounds how many there were
 */
record Ratio(double value, double low, double high, int rounds) {
    /** Answers how many times as much the upper one takes as the lower one. */
    static Ratio of(Report.Entry upper, Report.Entry lower) {
        int rounds = Math.min(upper.samples().size(), lower.samples().size());
        var ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = median(upper.samples().get(i)) / median(lower.samples().get(i));
        }
        var all = Arrays.stream(ratios).summaryStatistics();
        return new Ratio(median(ratios), all.getMin(), all.getMax(), rounds);
    }

    /** Answers the median, which for an even number is the mean of the two in the middle. */
    static double median(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing has no median");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Answers it for people: with its spread, if there was more than one round. */
    String readable() {
        return rounds < 2 ? number(value) : number(value) + " (" + number(low) + "–" + number(high) + ")";
    }

    /** Answers a number with as many digits as say something. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Answers the lowest of several. */
    static double lowest(List<Ratio> ratios) {
        return ratios.stream().mapToDouble(Ratio::low).min().orElseThrow();
    }

    /** Answers the highest of several. */
    static double highest(List<Ratio> ratios) {
        return ratios.stream().mapToDouble(Ratio::high).max().orElseThrow();
    }
}
