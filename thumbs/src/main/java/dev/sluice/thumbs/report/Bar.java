package dev.sluice.thumbs.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Puts the state of a run into one line: a bar where the number of files is known, a count where it isn't yet.
 *
 * <p>The speed is that of the latest seconds, so that a hundred thousand photos that were up to date don't promise an end
 * that never comes. A bar is used by one thread.
 */
final class Bar {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 8;

    private record Sample(Duration at, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Draws the line.
     *
     * @param counts how far the run has come
     * @param total how many files there will be, if that is known
     * @param elapsed the time since the run began
     * @param columns how wide the line may be
     * @return the line, which is no wider
     */
    String draw(Counts counts, OptionalLong total, Duration elapsed, int columns) {
        double rate = rate(counts.done(), elapsed);
        var text = new StringBuilder();
        if (total.isPresent()) {
            long all = Math.max(total.getAsLong(), counts.done());
            text.append(counts.done()).append('/').append(all);
        } else {
            text.append(Figures.count(counts.done(), "file")).append(" done");
        }
        text.append("  ").append(Figures.perSecond(rate));
        if (total.isPresent() && rate > 0) {
            double left = Math.max(0, total.getAsLong() - counts.done()) / rate;
            text.append("  ")
                    .append(Figures.clock(Duration.ofSeconds((long) left)))
                    .append(" left");
        }
        if (counts.failed() > 0) {
            text.append("  ").append(counts.failed()).append(" failed");
        }
        if (total.isPresent()) {
            text.insert(0, bar(counts.done(), total.getAsLong(), columns - text.length() - 10));
        }
        return text.length() < columns ? text.toString() : text.substring(0, Math.max(0, columns - 1));
    }

    private static String bar(long done, long total, int columns) {
        double share = total == 0 ? 1 : Math.min(1, (double) done / total);
        String percent = String.format(Locale.ROOT, "%3d%%  ", (int) (100 * share));
        if (columns < NARROWEST_BAR) {
            return percent;
        }
        int width = Math.min(columns, WIDEST_BAR);
        int filled = (int) (width * share);
        return "[" + "#".repeat(filled) + ".".repeat(width - filled) + "] " + percent;
    }

    private double rate(long done, Duration elapsed) {
        while (!samples.isEmpty() && elapsed.minus(samples.peekFirst().at()).compareTo(WINDOW) > 0) {
            samples.removeFirst();
        }
        Sample first = samples.isEmpty() ? new Sample(Duration.ZERO, 0) : samples.peekFirst();
        samples.addLast(new Sample(elapsed, done));
        long nanos = elapsed.minus(first.at()).toNanos();
        return nanos <= 0 ? 0 : (done - first.done()) * 1e9 / nanos;
    }
}
