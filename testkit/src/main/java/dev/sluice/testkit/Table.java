package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Steps as lines of a table. */
final class Table {
    private static final int MOST_LINES = 60;
    private static final int WIDEST = 60;

    private Table() {}

    static String of(List<Schedule.Step> steps, long count) {
        List<Schedule.Step> last = steps.subList(Math.max(0, steps.size() - MOST_LINES), steps.size());
        var rows = new ArrayList<List<String>>();
        for (Schedule.Step step : last) {
            rows.add(List.of(time(step.time()), step.goroutine(), step.what(), step.place()));
        }
        var text = new StringBuilder();
        if (count > last.size()) {
            text.append("  … ").append(count - last.size()).append(" steps before\n");
        }
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            text.append(line(row, widths)).append('\n');
        }
        return text.toString();
    }

    private static int[] widths(List<List<String>> rows) {
        var widths = new int[4];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder("  ")
                .append(" ".repeat(Math.max(0, widths[0] - row.getFirst().length())));
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
        }
        return line.toString().stripTrailing();
    }

    /** A time as people write it: 0s, 250ms, 1h30m. */
    static String time(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        if (time.toSeconds() == 0) {
            long nanos = time.toNanos();
            return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : nanos / 1e6 + "ms";
        }
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
