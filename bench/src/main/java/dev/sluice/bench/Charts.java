package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Draws the lines of a group. */
final class Charts {
    private static final int WIDTH = 860;
    private static final int LABELS = 330;
    private static final int RIGHT = 24;
    private static final int TOP = 64;
    private static final int ROW = 26;
    private static final int BOTTOM = 52;
    private static final int LINES_HEIGHT = 420;
    private static final int MOST_TICKS = 10;

    private Charts() {}

    /** Draws a group; answers nothing if it has no chart. */
    static Optional<String> of(Group group, List<Report.Line> lines) {
        List<Report.Line> drawn =
                lines.stream().filter(each -> each.unit() == Question.Unit.TIME).toList();
        if (drawn.isEmpty()) {
            return Optional.empty();
        }
        return switch (group.chart()) {
            case NONE -> Optional.empty();
            case DOTS -> Optional.of(dots(group, drawn));
            case LINES -> Optional.of(lines(group, drawn));
        };
    }

    private static String dots(Group group, List<Report.Line> lines) {
        List<String> columns = columns(lines);
        String first = lines.getFirst().first().column();
        LogScale scale = scale(group, lines, LABELS, WIDTH - RIGHT);
        int bottom = TOP + ROW * lines.size();
        var svg = new Svg(WIDTH, bottom + BOTTOM, group.title() + ": how many times as long as " + first);
        legend(svg, columns);
        for (double tick : scale.ticks(MOST_TICKS)) {
            boolean one = Math.abs(tick - 1) < 1e-9;
            svg.grid(scale.at(tick), TOP - 6, scale.at(tick), bottom, one);
            svg.text(scale.at(tick), bottom + 17, "middle", one ? "strong" : "small", LogScale.label(tick));
        }
        svg.text(scale.at(1), TOP - 12, "middle", "strong", first);
        svg.text(
                WIDTH / 2.0,
                bottom + 38,
                "middle",
                "small",
                "times as long as " + first + ": what is right of 1 is slower than " + first
                        + ", what is left of it faster");
        for (int row = 0; row < lines.size(); row++) {
            Report.Line line = lines.get(row);
            double y = TOP + ROW * row + ROW / 2.0;
            svg.text(LABELS - 16, y + 4.5, "end", "", line.title());
            svg.grid(LABELS, y, WIDTH - RIGHT, y, false);
            for (int column = 1; column < columns.size(); column++) {
                int number = column - 1;
                Table.best(line, columns.get(column)).ifPresent(entry -> {
                    Ratio ratio = Table.ratio(group, line, entry);
                    svg.spread(number, scale.at(ratio.low()), y, scale.at(ratio.high()), y);
                    svg.mark(number, scale.at(ratio.value()), y, entry.contender() + ": " + ratio.readable());
                });
            }
        }
        return svg.toString();
    }

    private static String lines(Group group, List<Report.Line> lines) {
        List<String> columns = columns(lines);
        String first = lines.getFirst().first().column();
        int left = 64;
        int bottom = LINES_HEIGHT - BOTTOM;
        double least = lines.stream().mapToDouble(Charts::place).min().orElseThrow();
        double most = lines.stream().mapToDouble(Charts::place).max().orElseThrow();
        var across = new LogScale(least / 1.5, most * 1.5, left, WIDTH - RIGHT);
        LogScale up = scale(group, lines, bottom, TOP);
        var svg = new Svg(WIDTH, LINES_HEIGHT, "how many times as fast as " + first + ", by the size of the work");
        legend(svg, columns);
        for (double tick : up.ticks(MOST_TICKS)) {
            boolean one = Math.abs(tick - 1) < 1e-9;
            svg.grid(left, up.at(tick), WIDTH - RIGHT, up.at(tick), one);
            svg.text(left - 8, up.at(tick) + 4.5, "end", one ? "strong" : "small", LogScale.label(tick));
        }
        svg.text(left + 4, up.at(1) - 6, "start", "strong", first);
        for (double tick : across.ticks(MOST_TICKS)) {
            svg.grid(across.at(tick), TOP, across.at(tick), bottom, false);
            svg.text(across.at(tick), bottom + 17, "middle", "small", time(tick));
        }
        svg.text(
                (left + WIDTH - RIGHT) / 2.0,
                bottom + 38,
                "middle",
                "small",
                "work in an item; upwards: times as fast");
        for (int column = 1; column < columns.size(); column++) {
            curve(svg, group, lines, columns.get(column), column - 1, across, up);
        }
        return svg.toString();
    }

    private static void curve(
            Svg svg, Group group, List<Report.Line> lines, String column, int number, LogScale across, LogScale up) {
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (Report.Line line : lines) {
            Optional<Report.Entry> entry = Table.best(line, column);
            if (entry.isEmpty()) {
                continue;
            }
            Ratio ratio = Table.ratio(group, line, entry.get());
            double x = across.at(place(line));
            double y = up.at(ratio.value());
            if (!Double.isNaN(lastX)) {
                svg.curve(number, lastX, lastY, x, y);
            }
            svg.spread(number, x, up.at(ratio.low()), x, up.at(ratio.high()));
            svg.mark(number, x, y, column + ", " + time(place(line)) + ": " + ratio.readable());
            lastX = x;
            lastY = y;
        }
    }

    /** Answers where a line is on the axis: how long the first entry has taken for an item. */
    static double place(Report.Line line) {
        return line.first().median() * (line.factor() == null ? 1 : line.factor());
    }

    /** Answers a time for people. */
    static String time(double nanos) {
        if (nanos < 999.5) {
            return LogScale.label(Math.rint(nanos)) + " ns";
        }
        return nanos < 999_500 ? rounded(nanos / 1e3) + " µs" : rounded(nanos / 1e6) + " ms";
    }

    private static String rounded(double value) {
        return LogScale.label(Math.round(value * 10) / 10.0);
    }

    private static LogScale scale(Group group, List<Report.Line> lines, double from, double to) {
        var ratios = new ArrayList<>(List.of(new Ratio(1, 1, 1, 1)));
        for (Report.Line line : lines) {
            line.entries().forEach(each -> ratios.add(Table.ratio(group, line, each)));
        }
        return LogScale.around(Ratio.lowest(ratios), Ratio.highest(ratios), from, to);
    }

    private static List<String> columns(List<Report.Line> lines) {
        var columns = new LinkedHashSet<String>();
        lines.forEach(line -> line.entries().forEach(each -> columns.add(each.column())));
        return List.copyOf(columns);
    }

    private static void legend(Svg svg, List<String> columns) {
        double x = 20;
        for (int column = 1; column < columns.size(); column++) {
            svg.mark(column - 1, x, 20, columns.get(column));
            svg.text(x + 12, 24.5, "start", "", columns.get(column));
            x += 40 + 7.2 * columns.get(column).length();
        }
    }
}
