package dev.sluice.bench;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says what is being measured, how much of it is done, and about how long the rest will take: on a terminal in one line that
 * changes, elsewhere in a line for each row and round.
 */
final class Progress {
    private final PrintStream out;
    private final int columns;
    private final LongSupplier nanoTime;

    private final Map<Cell, Double> plannedSeconds = new HashMap<>();
    private final Map<Cell, Double> lastSeconds = new HashMap<>();
    private final Map<Cell, Integer> left = new HashMap<>();
    private int total;
    private int done;
    private double planned;
    private double taken;
    private long begun;
    private String lastRow = "";

    /**
     * @param out where to
     * @param columns how wide the terminal is, or 0 if it is none
     * @param nanoTime the clock
     */
    Progress(PrintStream out, int columns, LongSupplier nanoTime) {
        this.out = out;
        this.columns = columns;
        this.nanoTime = nanoTime;
    }

    /** Notes that a cell is to be measured once more, and what that will take. */
    void plan(Cell cell, double seconds) {
        plannedSeconds.put(cell, seconds);
        left.merge(cell, 1, Integer::sum);
        total++;
    }

    void begin(int round, Row row, Cell cell) {
        begun = nanoTime.getAsLong();
        String where = "round " + (round + 1) + ": " + row.title();
        if (columns > 0) {
            show(line(where + ", " + cell.contender().title()));
        } else if (!where.equals(lastRow)) {
            out.println(line(where));
            lastRow = where;
        }
    }

    void end(Cell cell) {
        double seconds = (nanoTime.getAsLong() - begun) / 1e9;
        planned += plannedSeconds.getOrDefault(cell, 0.0);
        taken += seconds;
        lastSeconds.put(cell, seconds);
        left.merge(cell, -1, Integer::sum);
        done++;
    }

    /** Takes the line back. */
    void finish() {
        if (columns > 0) {
            show("");
            out.print('\r');
            out.flush();
        }
    }

    private String line(String what) {
        return "%3d %%, %s left  %s".formatted(total == 0 ? 100 : 100 * done / total, duration(secondsLeft()), what);
    }

    /** Answers how long the rest will take: each cell as long as last time, or as the plan says and how it has held so far. */
    double secondsLeft() {
        double held = planned == 0 ? 1 : taken / planned;
        double rest = 0;
        for (var each : left.entrySet()) {
            Cell cell = each.getKey();
            Double last = lastSeconds.get(cell);
            rest += each.getValue() * (last != null ? last : held * plannedSeconds.getOrDefault(cell, 0.0));
        }
        return rest;
    }

    static String duration(double seconds) {
        return seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
    }

    private void show(String text) {
        String fitting = text.length() < columns ? text : text.substring(0, columns - 1);
        out.print('\r' + fitting + " ".repeat(columns - 1 - fitting.length()));
        out.flush();
    }
}
