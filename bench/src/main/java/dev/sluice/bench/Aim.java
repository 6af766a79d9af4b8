package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An aim is what Sluice's figure of a line should be at most, as a part of another one's. Tables say how far it is reached.
 *
 * @param line the title of the line
 * @param most the largest part, by the column that the other one is in or by its own name; where a column has several, the best
 *     of them counts
 */
record Aim(String line, SequencedMap<String, Double> most) {
    private static final String JUC = "java.util.concurrent";
    private static final String SYNCHRONOUS = "SynchronousQueue";
    private static final String JOX = "Jox";
    private static final String KOTLIN = "Kotlin";

    /** What is aimed at, in the order of the lines. */
    static final List<Aim> ALL = List.of(
            new Aim("ping-pong, unbuffered, round trip")
                    .than(SYNCHRONOUS, 0.8)
                    .than(JOX, 0.5)
                    .than(KOTLIN, 1.3),
            new Aim("unbuffered, one way").than(SYNCHRONOUS, 0.8).than(JOX, 0.5).than(KOTLIN, 1.3),
            new Aim("buffered 16, one to one").than(JUC, 0.6).than(JOX, 0.4).than(KOTLIN, 1.0),
            new Aim("buffered 128, one to one").than(JUC, 0.6).than(JOX, 0.4).than(KOTLIN, 1.0),
            new Aim("buffered 1024, one to one").than(JUC, 0.6).than(JOX, 0.4).than(KOTLIN, 1.0),
            new Aim("4 senders, 4 receivers, buffered 128")
                    .than(JUC, 0.6)
                    .than(JOX, 0.4)
                    .than(KOTLIN, 1.0),
            new Aim("fan-in of 100 into one, unbuffered").than(JUC, 0.8).than(JOX, 0.5),
            new Aim("select over 2, unbuffered").than(JOX, 0.6).than(KOTLIN, 1.0),
            new Aim("select over 2, buffered 16").than(JOX, 0.4).than(KOTLIN, 0.7),
            new Aim("select over 10, unbuffered").than(JOX, 0.6).than(KOTLIN, 1.0),
            new Aim("select over 10, buffered 16").than(JOX, 0.4).than(KOTLIN, 0.7),
            new Aim("try to receive from an empty channel").than(JOX, 1.0).than(KOTLIN, 0.5),
            new Aim("ring of 10,000 goroutines, a hop").than(JUC, 0.8).than(JOX, 0.5),
            new Aim("prime sieve, the first 2000").than(JUC, 0.8).than(JOX, 0.5),
            new Aim("bytes that a blocked goroutine holds").than(JOX, 0.85));

    private Aim(String line) {
        this(line, new LinkedHashMap<>());
    }

    private Aim than(String other, double part) {
        var more = new LinkedHashMap<>(most);
        more.put(other, part);
        return new Aim(line, more);
    }

    /** Makes the table of those aims that are about one of the lines; empty if none is. */
    static Optional<Table> table(List<Report.Line> lines) {
        var body = new ArrayList<List<String>>();
        for (Aim aim : ALL) {
            lines.stream()
                    .filter(each -> each.title().equals(aim.line))
                    .findFirst()
                    .ifPresent(each -> body.add(aim.cells(each)));
        }
        return body.isEmpty() ? Optional.empty() : Optional.of(new Table(List.of("", JUC, JOX, KOTLIN), body));
    }

    private List<String> cells(Report.Line measured) {
        return List.of(line, cell(measured, JUC), cell(measured, JOX), cell(measured, KOTLIN));
    }

    private String cell(Report.Line measured, String column) {
        for (Map.Entry<String, Double> each : most.entrySet()) {
            Optional<Report.Entry> other = other(measured, each.getKey());
            if (other.isPresent() && other.get().column().equals(column)) {
                double part = Ratio.of(measured.first(), other.get()).value();
                String figure = Ratio.number(part);
                return (part <= each.getValue() ? "**" + figure + "**" : figure) + " (≤ " + each.getValue() + ")";
            }
        }
        return "–";
    }

    private static Optional<Report.Entry> other(Report.Line measured, String name) {
        return measured.entries().stream()
                .filter(each -> each.contender().equals(name))
                .findFirst()
                .or(() -> Table.best(measured, name));
    }
}
