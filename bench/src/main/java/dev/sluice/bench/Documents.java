package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The documents that show figures. What is between two markers comes from a report and from nowhere else, and the report lies
 * beside it, so that everybody can look whether that is true.
 *
 * @param home the project's folder
 */
record Documents(Path home) {
    private static final String FOLDER = "docs/performance/";

    private static final String AIMS = """
            The other way round, Sluice's figure as a part of the other one's, so that below 1 is less: medians of the same run, round by
            round, with what is aimed at in parentheses and what is reached in bold.

            """;

    /** Writes the figures of each group of a report: its table, its chart, and the report itself. */
    void write(Report report) throws IOException {
        for (Group group : report.groups()) {
            Report part = report.of(group);
            write(reportOf(group), part.json());
            Optional<String> chart = Charts.of(group, part.lines());
            if (chart.isPresent()) {
                write(chartOf(group), chart.get());
            }
            Path document = home.resolve(group.document());
            write(document, replaced(Files.readString(document), group, section(group, part)));
        }
    }

    /** The file with the figures that a group's document shows. */
    Path reportOf(Group group) {
        return home.resolve(FOLDER + group.title() + ".json");
    }

    /** The file with the chart that a group's document shows. */
    Path chartOf(Group group) {
        return home.resolve(FOLDER + group.title() + ".svg");
    }

    /** Answers what stands between a group's markers. */
    static String section(Group group, Report report) {
        var text = new StringBuilder("\n");
        if (Charts.of(group, report.lines()).isPresent()) {
            text.append("![")
                    .append(group.title())
                    .append("](performance/")
                    .append(group.title())
                    .append(".svg)\n\n");
        }
        text.append(Table.of(group, report.lines()).markdown()).append('\n');
        text.append(origin(report)).append('\n');
        Aim.table(report.lines())
                .ifPresent(aims -> text.append(AIMS).append(aims.markdown()).append('\n'));
        return text.toString();
    }

    /** Answers where the figures come from. */
    static String origin(Report report) {
        var versions = new StringBuilder();
        report.versions()
                .forEach((name, version) -> versions.append(versions.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(' ')
                        .append(version));
        return "*`" + report.command() + "` on " + report.date() + ": " + report.machine() + "; " + report.jdk() + "; "
                + versions + ". Medians of " + report.rounds()
                + (report.rounds() == 1
                        ? " round"
                        : " rounds, and in" + " parentheses the lowest and the highest of a round")
                + "; " + LogScale.label(report.seconds())
                + " s measured in each, after as long a warm-up.*\n";
    }

    /**
     * Answers a document with another text between a group's markers.
     *
     * @throws IllegalStateException if it has no such markers
     */
    static String replaced(String document, Group group, String section) {
        int[] inside = inside(document, group);
        return document.substring(0, inside[0]) + section + document.substring(inside[1]);
    }

    /** Answers what a document has between a group's markers. */
    static String between(String document, Group group) {
        int[] inside = inside(document, group);
        return document.substring(inside[0], inside[1]);
    }

    private static int[] inside(String document, Group group) {
        String begin = "<!-- bench:" + group.title() + " -->\n";
        String end = "<!-- /bench:" + group.title() + " -->";
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(group.document() + " lacks the lines " + begin.strip() + " and " + end);
        }
        return new int[] {from + begin.length(), to};
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
