package dev.sluice.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures cells in rounds. In each round every cell has one process; the contenders of a row come directly after each other,
 * and begin with another one in each round. So what the machine does for a while hits all of them, or is seen as spread between
 * the rounds.
 */
final class Rounds {
    /** What a process takes that isn't measuring: starting, compiling, and seeing what there is. */
    private static final double START_SECONDS = 0.7;

    private static final double SECONDS_OF_FEW = 1;
    private static final long TIMEOUT_MINUTES = 2;

    private final Settings settings;
    private final Progress progress;
    private final PrintStream log;
    private final Map<Cell, List<double[]>> samples = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * @param settings how thoroughly
     * @param progress who is told
     * @param log where the details go that JMH prints
     */
    Rounds(Settings settings, Progress progress, PrintStream log) {
        this.settings = settings;
        this.progress = progress;
        this.log = log;
    }

    /** Measures all rows, and answers the figures of each cell: an array for each round. */
    Map<Cell, List<double[]>> measure(List<Row> rows) {
        for (int round = 0; round < settings.rounds(); round++) {
            for (Row row : rows) {
                for (Cell cell : row.cells()) {
                    progress.plan(cell, plannedSeconds(row.question()));
                }
            }
        }
        for (int round = 0; round < settings.rounds(); round++) {
            for (Row row : rows) {
                var cells = new ArrayList<>(row.cells());
                Collections.rotate(cells, -round);
                for (Cell cell : cells) {
                    progress.begin(round, row, cell);
                    measure(row.question(), cell);
                    progress.end(cell);
                }
            }
        }
        return samples;
    }

    /** Answers what went wrong. */
    List<String> failures() {
        return failures;
    }

    private double plannedSeconds(Question question) {
        double iteration = question.few() ? SECONDS_OF_FEW : settings.iterationMillis(question) / 1e3;
        return START_SECONDS + 2 * settings.iterations(question) * iteration;
    }

    private void measure(Question question, Cell cell) {
        try {
            double[] figures = figures(question, run(question, cell));
            samples.computeIfAbsent(cell, _ -> new ArrayList<>()).add(figures);
        } catch (RunnerException | IllegalStateException e) {
            failures.add(cell.benchmark() + " " + cell.parameters() + ": " + e.getMessage());
        }
    }

    private Collection<RunResult> run(Question question, Cell cell) throws RunnerException {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(cell.benchmark()) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(settings.iterations(question))
                .measurementIterations(settings.iterations(question))
                .warmupTime(TimeValue.milliseconds(settings.iterationMillis(question)))
                .measurementTime(TimeValue.milliseconds(settings.iterationMillis(question)))
                .jvmArgs() // those of this process are for this process
                .timeout(TimeValue.minutes(TIMEOUT_MINUTES))
                .shouldFailOnError(true);
        cell.parameters().forEach(options::param);
        if (question.metric().startsWith("gc.")) {
            options.addProfiler(GCProfiler.class);
        }
        return new Runner(options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL)).run();
    }

    private static double[] figures(Question question, Collection<RunResult> results) {
        return results.stream()
                .flatMap(each -> each.getBenchmarkResults().stream())
                .flatMap(each -> each.getIterationResults().stream())
                .mapToDouble(each -> figure(question, each))
                .toArray();
    }

    private static double figure(Question question, IterationResult iteration) {
        if (question.metric().isEmpty()) {
            return iteration.getPrimaryResult().getScore();
        }
        Result<?> secondary = iteration.getSecondaryResults().get(question.metric());
        if (secondary == null) {
            throw new IllegalStateException("JMH has no " + question.metric() + ", but "
                    + iteration.getSecondaryResults().keySet());
        }
        return secondary.getScore();
    }
}
