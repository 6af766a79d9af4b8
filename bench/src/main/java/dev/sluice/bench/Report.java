package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report is what came out of a run, and all that tables, charts and documents are made from.
 *
 * @param command how to do it again
 * @param date when, as {@code 2026-11-21}
 * @param machine where
 * @param jdk on what
 * @param versions of whom
 * @param rounds how many
 * @param seconds how long each was measured in each round
 * @param lines the figures
 */
record Report(
        String command,
        String date,
        String machine,
        String jdk,
        Map<String, String> versions,
        int rounds,
        double seconds,
        List<Line> lines) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A line is what was measured of a row.
     *
     * @param group the name of its group
     * @param question the name of its question
     * @param title what heads it
     * @param unit what its figures are
     * @param factor what the first entry's figure is multiplied with for its place on an axis, if it has one
     * @param entries who was measured; the others are compared with the first
     */
    record Line(
            String group,
            String question,
            String title,
            Question.Unit unit,
            @Nullable Double factor,
            List<Entry> entries) {
        /** Answers the entry that the others are compared with. */
        Entry first() {
            return entries.getFirst();
        }
    }

    /**
     * An entry is what was measured of one contender.
     *
     * @param contender what people call it
     * @param column what heads its column
     * @param samples the figures: nanoseconds or bytes for one operation, a list for each round
     */
    record Entry(String contender, String column, List<double[]> samples) {
        /** Answers the median of all figures. */
        double median() {
            return Ratio.median(samples.stream().flatMapToDouble(Arrays::stream).toArray());
        }
    }

    /** Makes the lines of the rows that have figures for their first cell. */
    static List<Line> lines(List<Row> rows, Map<Cell, List<double[]>> figures) {
        var lines = new ArrayList<Line>();
        for (Row row : rows) {
            var entries = new ArrayList<Entry>();
            for (Cell cell : row.cells()) {
                List<double[]> samples = figures.get(cell);
                if (samples != null) {
                    entries.add(
                            new Entry(cell.contender().title(), cell.contender().column(), samples));
                }
            }
            if (!entries.isEmpty() && figures.containsKey(row.cells().getFirst())) {
                lines.add(lineOf(row, entries));
            }
        }
        return lines;
    }

    private static Line lineOf(Row row, List<Entry> entries) {
        Question question = row.question();
        String axis = row.parameters().get(question.axis());
        Double factor = axis == null ? null : Double.valueOf(axis);
        return new Line(question.group().title(), question.name(), row.title(), question.unit(), factor, entries);
    }

    /** Answers the part of it that belongs to a group. */
    Report of(Group group) {
        return new Report(command, date, machine, jdk, versions, rounds, seconds, linesOf(group));
    }

    /** Answers the lines of a group. */
    List<Line> linesOf(Group group) {
        return lines.stream().filter(each -> each.group().equals(group.title())).toList();
    }

    /** Answers the groups that it has lines of. */
    List<Group> groups() {
        return List.of(Group.values()).stream()
                .filter(each -> !linesOf(each).isEmpty())
                .toList();
    }

    /** Answers it as JSON. */
    String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("a report can always be written", e);
        }
    }

    /** Reads what {@link #json} has made. */
    static Report read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Report.class);
    }
}
