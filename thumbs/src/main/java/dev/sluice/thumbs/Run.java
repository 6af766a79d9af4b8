package dev.sluice.thumbs;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.list.Census;
import dev.sluice.thumbs.report.Counts;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.report.JsonReport;
import dev.sluice.thumbs.report.Progress;
import dev.sluice.thumbs.report.Screen;
import dev.sluice.thumbs.report.Summary;
import dev.sluice.thumbs.store.Layout;
import dev.sluice.thumbs.store.OutputException;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of the program: the pipeline, what is said about it while it runs and afterwards, and what its exit status is.
 */
final class Run {
    /** All is well. */
    static final int OK = 0;
    /** Some files failed. */
    static final int SOME_FAILED = 1;
    /** The command makes no sense, or nothing could be done. */
    static final int NOTHING_DONE = 2;
    /** Stopped, and nobody knows by which signal. */
    static final int INTERRUPTED = 130;

    private final Settings settings;
    private final Backend backend;
    private final Console console;
    private final Screen screen;
    private final Census census;
    private final long start = System.nanoTime();

    Run(Settings settings, Backend backend, Console console) {
        this.settings = settings;
        this.backend = backend;
        this.console = console;
        this.screen = new Screen(console.err(), console.terminal());
        this.census = new Census(settings.inputs(), settings.out());
    }

    /**
     * Runs to the end, or until it is cancelled.
     *
     * @param context cancels the run
     * @return the exit status
     */
    int execute(Context context) {
        var layout = new Layout(settings.out(), settings.spec().variants());
        var store = new Store(layout, settings.force());
        try (JsonReport report = settings.report() == null ? null : JsonReport.open(settings.report())) {
            if (!settings.dryRun()) {
                store.open();
            }
            return execute(context, store, report);
        } catch (OutputException e) {
            screen.error(Reasons.of(e));
            return NOTHING_DONE;
        } catch (IOException e) {
            screen.error(settings.report() + ": the report can't be written: " + Reasons.of(e));
            return NOTHING_DONE;
        }
    }

    private int execute(Context context, Store store, @Nullable JsonReport report) {
        var listeners = new ArrayList<Journal.FailureListener>();
        listeners.add((file, reason) -> screen.error(file + ": " + reason));
        if (report != null) {
            listeners.add(report);
        }
        var journal = new Journal(listeners);
        var pipeline = new Pipeline(settings, backend, store, journal, console);

        int status = run(context, pipeline, journal);
        Counts counts = journal.counts();
        Duration elapsed = elapsed();
        if (report != null) {
            status = Math.max(status, finish(report, counts, elapsed, status == INTERRUPTED, pipeline));
        }
        if (pipeline.linkedFolders() > 0) {
            screen.line(
                    pipeline.linkedFolders() + " linked folder(s) passed over; name them as inputs to include them");
        }
        console.out().println(Summary.of(counts, elapsed, settings.out(), settings.dryRun()));
        console.out().flush();
        return status;
    }

    private int run(Context context, Pipeline pipeline, Journal journal) {
        try {
            pipeline.run(context, companions(journal));
            return journal.counts().failed() == 0 ? OK : SOME_FAILED;
        } catch (OutputException e) {
            screen.error(Reasons.of(e));
            Counts counts = journal.counts();
            return counts.ok() + counts.skipped() == 0 ? NOTHING_DONE : SOME_FAILED;
        } catch (InterruptedException | CancelledException _) {
            screen.line(stopped(journal.counts()));
            return INTERRUPTED;
        }
    }

    private String stopped(Counts counts) {
        OptionalLong total = census.total();
        String howFar = total.isPresent() ? counts.done() + " of " + total.getAsLong() : "" + counts.done();
        return "Stopped after " + howFar
                + " files. What is stored is whole; to go on from there, run the same command again"
                + (settings.force() ? " without --force." : ".");
    }

    private List<Pipeline.Companion> companions(Journal journal) {
        if (!settings.progress()) {
            return List.of();
        }
        var progress = new Progress(screen, journal::counts, census::total, this::elapsed);
        return console.terminal().present()
                ? List.of(progress::showUntil, _ -> census.take())
                : List.of(progress::showUntil);
    }

    private int finish(JsonReport report, Counts counts, Duration elapsed, boolean interrupted, Pipeline pipeline) {
        try {
            report.finish(counts, elapsed, interrupted, pipeline.figures());
            return OK;
        } catch (IOException e) {
            screen.error(settings.report() + ": the report can't be written: " + Reasons.of(e));
            return SOME_FAILED;
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
