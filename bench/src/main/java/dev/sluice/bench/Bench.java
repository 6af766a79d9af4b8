package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of the benchmarks. */
@Command(
        name = "sluice bench",
        description = "Measures the library and its alternatives, and prints ratios.",
        mixinStandardHelpOptions = true,
        version = "sluice bench 0.1.0",
        sortOptions = false,
        customSynopsis = "sluice bench [OPTION...] [NAME...]",
        footer = {
            "",
            "Examples:",
            "  sluice bench                       everything, in less than half an hour",
            "  sluice bench --quick buffered try  rough figures for two questions, in a minute",
            "  sluice bench --docs channels       measures a group, and writes it into docs/",
            "",
            "Every process that measures runs with the default flags of the JDK; SLUICE_OPTS",
            "is not for them. The machine should have nothing else to do.",
            "",
            "Exit status: 0 if all is well, 1 if something could not be measured, 2 if",
            "nothing could be done."
        })
public final class Bench implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Questions or groups. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "List what can be measured, and end.")
    private boolean list;

    @Option(names = "--quick", description = "One short round, in less than five minutes. For rough figures only.")
    private boolean quick;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "The number of rounds, with a new process for each figure of a round. Default: 3.")
    private @Nullable Integer forks;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to measure in each process. Default: 1.2.")
    private @Nullable Double seconds;

    @Option(names = "--docs", description = "Write the result of completely measured groups into docs/.")
    private boolean docs;

    @Option(names = "--render", paramLabel = "FILE", description = "Measure nothing, and print an existing result.")
    private @Nullable Path render;

    private final Path home;
    private final PrintStream out;
    private final PrintStream err;
    private final int columns;

    /**
     * @param home the project's folder
     * @param out where the tables go
     * @param err where the progress goes
     * @param columns how wide the terminal behind {@code err} is, or 0 if it is none
     */
    Bench(Path home, PrintStream out, PrintStream err, int columns) {
        this.home = home;
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        Path home = Path.of(System.getProperty("sluice.home", "."));
        int columns = Integer.getInteger("sluice.columns", 0);
        System.exit(run(new Bench(home, System.out, System.err, columns), arguments));
    }

    /** Runs a command line, and answers the exit status. */
    static int run(Bench bench, String... arguments) {
        var command = new CommandLine(bench);
        command.setExecutionExceptionHandler((exception, _, _) -> {
            if (!(exception instanceof IllegalArgumentException || exception instanceof IOException)) {
                throw exception;
            }
            bench.err.println("sluice bench: " + exception.getMessage());
            return 2;
        });
        return command.execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (render != null) {
            Report report = Report.read(render);
            show(report);
            writeDocs(report);
            return 0;
        }
        var catalogue = Catalogue.find();
        List<Row> rows = catalogue.named(names);
        if (list) {
            list(rows);
            return 0;
        }
        return measure(catalogue, rows);
    }

    private int measure(Catalogue catalogue, List<Row> rows) throws IOException, InterruptedException {
        if (docs && !complete(catalogue, rows)) {
            throw new IllegalArgumentException("--docs shows whole groups, so name groups and no questions");
        }
        Settings settings = settings();
        Path results = Files.createDirectories(home.resolve("bench/results"));
        String stamp = STAMP.format(LocalDateTime.now(ZoneId.systemDefault()));
        Path log = results.resolve(stamp + ".log");
        var progress = new Progress(err, columns, System::nanoTime);
        Report report;
        List<String> failures;
        try (var details = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            var rounds = new Rounds(settings, progress, details);
            Map<Cell, List<double[]>> figures = rounds.measure(rows);
            progress.finish();
            failures = rounds.failures();
            report = report(settings, Report.lines(rows, figures));
        }
        show(report);
        write(report, results, stamp);
        failures.forEach(
                each -> err.println("sluice bench: " + each.lines().findFirst().orElse("")));
        if (!failures.isEmpty()) {
            err.println("sluice bench: " + failures.size() + " could not be measured; " + log + " says why");
            return 1;
        }
        writeDocs(report);
        return 0;
    }

    private Settings settings() {
        Settings standard = Settings.standard(quick);
        return new Settings(
                forks == null ? standard.rounds() : forks, seconds == null ? standard.seconds() : seconds, quick);
    }

    private static boolean complete(Catalogue catalogue, List<Row> rows) {
        return catalogue.rows().stream()
                .filter(each -> rows.stream()
                        .anyMatch(
                                row -> row.question().group() == each.question().group()))
                .allMatch(rows::contains);
    }

    private Report report(Settings settings, List<Report.Line> lines) throws IOException, InterruptedException {
        return new Report(
                command(),
                LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ISO_LOCAL_DATE),
                Machine.describe(),
                Machine.java(),
                Machine.versions(),
                settings.rounds(),
                settings.seconds(),
                lines);
    }

    private String command() {
        var command = new StringBuilder("./sluice bench");
        command.append(quick ? " --quick" : "");
        command.append(forks == null ? "" : " --forks " + forks);
        command.append(seconds == null ? "" : " --seconds " + LogScale.label(seconds));
        command.append(docs ? " --docs" : "");
        names.forEach(each -> command.append(' ').append(each));
        return command.toString();
    }

    private void show(Report report) {
        for (Group group : report.groups()) {
            List<Report.Line> lines = report.linesOf(group);
            String first = lines.getFirst().first().column();
            boolean faster = group.chart() == Group.Chart.LINES;
            out.println(group.title() + ": times as " + (faster ? "fast as " : "long as ") + first + ", or bytes");
            out.println(Table.of(group, lines).text());
        }
        out.println(Documents.origin(report).replaceAll("[*`]", ""));
    }

    private void write(Report report, Path results, String stamp) throws IOException {
        Path json = results.resolve(stamp + ".json");
        Files.writeString(json, report.json());
        var markdown = new StringBuilder();
        for (Group group : report.groups()) {
            List<Report.Line> lines = report.linesOf(group);
            markdown.append("## ")
                    .append(group.title())
                    .append("\n\n")
                    .append(Table.of(group, lines).markdown())
                    .append('\n');
            var chart = Charts.of(group, lines);
            if (chart.isPresent()) {
                Files.writeString(results.resolve(stamp + "-" + group.title() + ".svg"), chart.get());
            }
        }
        Files.writeString(results.resolve(stamp + ".md"), markdown.append(Documents.origin(report)));
        err.println("written: " + json + ", and beside it tables and charts");
    }

    private void writeDocs(Report report) throws IOException {
        if (docs) {
            new Documents(home).write(report);
            report.groups()
                    .forEach(each -> err.println("written: " + home.resolve(each.document()) + ", " + each.title()));
        }
    }

    private void list(List<Row> rows) {
        var titles = new LinkedHashMap<String, List<String>>();
        for (Row row : rows) {
            String name = row.question().group().title() + "  " + row.question().name();
            titles.computeIfAbsent(name, _ -> new ArrayList<>()).add(row.title());
        }
        int width = titles.keySet().stream().mapToInt(String::length).max().orElse(0);
        titles.forEach(
                (name, all) -> out.println(name + " ".repeat(width - name.length()) + "  " + String.join("; ", all)));
    }
}
