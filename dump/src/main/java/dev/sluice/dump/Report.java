package dev.sluice.dump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts what was recorded of a program into lines: where its goroutines waited, and what went wrong. */
final class Report {
    private static final int BAR = 10;

    private final History history;
    private final int rows;
    private final List<View.Section> sections = new ArrayList<>();

    private Report(History history, int rows) {
        this.history = history;
        this.rows = rows;
    }

    /**
     * Puts a history into lines.
     *
     * @param rows how many a table has at most
     */
    static List<View.Section> of(History history, int rows) {
        var report = new Report(history, rows);
        report.waits("where goroutines waited", history.waits().byWhat(), "for", "mostly at");
        report.waits("which goroutines waited", history.waits().byThread(history::origin), "goroutines", "mostly for");
        report.tally("cancellations", history.cancellations(), "goroutines told", "cause", "cancelled at");
        report.tally("failures", history.failures(), "", "failure", "thrown at, by a goroutine started at");
        report.tally("CANCELLATIONS SWALLOWED", history.swallowed(), "", "by", "which waited again at");
        report.outcomes();
        return report.sections;
    }

    private void waits(String head, List<WaitSums.Group> groups, String what, String mostly) {
        var table = new Table(1, 2, "part of all", "", "time", "waits", "longest", "threads", what, mostly);
        Duration all = history.waits().time();
        groups.stream().limit(rows).forEach(group -> {
            WaitSums.Sum sum = group.sum();
            double part = all.isZero() ? 0 : (double) sum.time().toNanos() / all.toNanos();
            table.row(
                    bar(part),
                    Math.round(100 * part) + " %",
                    seconds(sum.time()),
                    sum.count() + (sum.unfinished() == 0 ? "" : " (" + sum.unfinished() + " go on)"),
                    seconds(sum.longest()),
                    "" + sum.threads(),
                    group.name(),
                    sum.mostly());
        });
        add(head, table, groups.size());
    }

    private void tally(String head, Tally tally, String number, String what, String where) {
        var table = new Table(0, 2, "times", number, what, where);
        for (Tally.Line each : tally.most(rows)) {
            table.row(
                    "" + each.times(),
                    number.isEmpty() ? "" : "" + each.sum(),
                    each.what().getFirst(),
                    String.join(", ", each.what().subList(1, each.what().size())));
        }
        add(head, table, tally.size());
    }

    private void outcomes() {
        String ends = history.outcomes().most(rows).stream()
                .map(each -> each.times() + " " + each.what().getFirst().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        if (!ends.isEmpty()) {
            sections.add(new View.Section("ends of goroutines: " + ends, List.of(), false));
        }
    }

    private void add(String head, Table table, int total) {
        if (!table.isEmpty()) {
            String shown = total > rows ? ", " + rows + " of " + total : "";
            sections.add(new View.Section(head + shown, table.lines(), false));
        }
    }

    private static String bar(double part) {
        int full = (int) Math.round(BAR * part);
        return "█".repeat(full) + "·".repeat(BAR - full);
    }

    static String seconds(Duration time) {
        double seconds = time.toNanos() / 1e9;
        return seconds < 0.9995 ? View.decimal(1000 * seconds) + " ms" : View.decimal(seconds) + " s";
    }
}
