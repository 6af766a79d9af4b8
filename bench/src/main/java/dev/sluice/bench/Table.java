package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A table shows the lines of a group: what heads each, and a cell for each column. Where several contenders share a column, its
 * cell is the best of them, with its name.
 *
 * @param head the columns' titles; the first one, over the lines' titles, is empty
 * @param body the lines
 */
record Table(List<String> head, List<List<String>> body) {
    /** Makes the table of a group. */
    static Table of(Group group, List<Report.Line> lines) {
        SequencedSet<String> columns = new LinkedHashSet<>();
        lines.forEach(line -> line.entries().forEach(each -> columns.add(each.column())));
        var head = new ArrayList<>(List.of(""));
        head.addAll(columns);
        var body = new ArrayList<List<String>>();
        for (Report.Line line : lines) {
            var cells = new ArrayList<>(List.of(line.title()));
            columns.forEach(each -> cells.add(cell(group, line, each)));
            body.add(cells);
        }
        return new Table(head, body);
    }

    private static String cell(Group group, Report.Line line, String column) {
        Optional<Report.Entry> best = best(line, column);
        if (best.isEmpty()) {
            return "";
        }
        Report.Entry entry = best.get();
        String figure;
        if (line.unit() == Question.Unit.BYTES) {
            figure = bytes(entry.median());
        } else if (entry == line.first()) {
            figure = "1";
        } else {
            figure = ratio(group, line, entry).readable();
        }
        return entry.contender().equals(column) ? figure : figure + " " + entry.contender();
    }

    /** Answers the best of a column. */
    static Optional<Report.Entry> best(Report.Line line, String column) {
        return line.entries().stream()
                .filter(each -> each.column().equals(column))
                .min(Comparator.comparingDouble(Report.Entry::median));
    }

    /** Answers what a chart and a table say of an entry: times as long as the first, or times as fast. */
    static Ratio ratio(Group group, Report.Line line, Report.Entry entry) {
        return group.chart() == Group.Chart.LINES ? Ratio.of(line.first(), entry) : Ratio.of(entry, line.first());
    }

    private static String bytes(double value) {
        return value < 10
                ? String.format(Locale.ROOT, "%.1f B", value)
                : String.format(Locale.ROOT, "%,d B", Math.round(value));
    }

    /** Answers it with aligned columns, for a terminal. */
    String text() {
        var widths = new int[head.size()];
        for (int column = 0; column < widths.length; column++) {
            int each = column;
            widths[column] = Math.max(
                    head.get(column).length(),
                    body.stream()
                            .mapToInt(line -> line.get(each).length())
                            .max()
                            .orElse(0));
        }
        var text = new StringBuilder();
        text.append(aligned(head, widths)).append('\n');
        body.forEach(line -> text.append(aligned(line, widths)).append('\n'));
        return text.toString();
    }

    private static String aligned(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(column == 0 ? "" : "  ").append(cell).repeat(" ", widths[column] - cell.length());
        }
        return line.toString().stripTrailing();
    }

    /** Answers it as Markdown. */
    String markdown() {
        var text = new StringBuilder();
        text.append(piped(head)).append("|---".repeat(head.size())).append("|\n");
        body.forEach(line -> text.append(piped(line)));
        return text.toString();
    }

    private static String piped(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
