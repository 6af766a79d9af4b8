package dev.sluice.thumbs;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.flow.StageProgress;
import dev.sluice.io.Pipe;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.list.Census;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.report.Counts;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.report.JsonReport;
import dev.sluice.thumbs.report.Progress;
import dev.sluice.thumbs.report.Screen;
import dev.sluice.thumbs.report.Summary;
import dev.sluice.thumbs.store.Layout;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.io.InputStream;
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

    Run(Settings settings, Backend backend, Console console) {
        this.settings = settings;
        this.backend = backend;
        this.console = console;
        this.screen = new Screen(console.err(), console.terminal());
        this.census = new Census(settings.places(), settings.places().inputs());
    }

    /**
     * Runs to the end, or until it is cancelled.
     *
     * @param context cancels the run
     * @return the exit status
     */
    int execute(Context context) {
        var layout = new Layout(settings.spec().variants());
        try (Places places = settings.places();
                Store store = new Store(places.destination(), layout, settings.force());
                JsonReport report = settings.report() == null ? null : JsonReport.open(settings.report())) {
            if (!settings.dryRun()) {
                store.open();
            }
            return execute(context, store, report);
        } catch (RunStoppedException e) {
            screen.error(Reasons.of(e));
            return NOTHING_DONE;
        } catch (InterruptedException e) {
            return INTERRUPTED;
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
        var decoder = new Decoder(backend, settings.spec());
        var pipeline = new ThumbnailPipeline(settings, decoder, store, journal, console.out());

        Ended ended = run(context, pipeline, journal);
        int status = ended.status();
        Counts counts = journal.counts();
        if (report != null) {
            status = Math.max(status, finish(report, counts, ended));
        }
        if (pipeline.linkedFolders() > 0) {
            screen.line(
                    pipeline.linkedFolders() + " linked folder(s) passed over; name them as inputs to include them");
        }
        console.out().println(Summary.of(counts, ended.elapsed(), settings.places().out(), settings.dryRun()));
        console.out().flush();
        return status;
    }

    /** How the pipeline has ended. */
    private record Ended(int status, Duration elapsed, List<StageProgress> stages) {}

    private Ended run(Context context, ThumbnailPipeline pipeline, Journal journal) {
        try (var scope = Scope.open(context).named("thumbs");
                var run = pipeline.from(standardInput(scope)).start()) {
            if (settings.progress()) {
                var progress = new Progress(screen, journal::counts, census::total, run::elapsed);
                scope.go("progress", () -> progress.showUntil(run.ended()));
                if (console.terminal().present()) {
                    scope.go("census", census::take);
                }
            }
            int status = join(run, journal);
            List<StageProgress> stages = run.progress();
            return new Ended(status, run.elapsed(), stages.subList(0, stages.size() - 1)); // the last one drops all
        } catch (InterruptedException e) {
            throw new AssertionError("nothing waits here", e);
        }
    }

    private int join(dev.sluice.flow.Run<?> run, Journal journal) {
        try {
            run.join(RunStoppedException.class);
            return journal.counts().failed() == 0 ? OK : SOME_FAILED;
        } catch (RunStoppedException e) {
            screen.error(Reasons.of(e));
            Counts counts = journal.counts();
            return counts.ok() + counts.skipped() == 0 ? NOTHING_DONE : SOME_FAILED;
        } catch (InterruptedException | CancelledException _) {
            screen.line(stopped(journal.counts()));
            return INTERRUPTED;
        }
    }

    /**
     * Answers standard input as a stream whose reads can be cancelled: another thread reads it ahead, and isn't waited for, since
     * nothing ends a read from a terminal.
     */
    private InputStream standardInput(Scope scope) {
        if (!settings.places().inputs().contains(Lister.STANDARD_INPUT)) {
            return InputStream.nullInputStream();
        }
        var pipe = Pipe.unbuffered().named("standard input");
        var reading = scope.external();
        Thread.ofPlatform().daemon().name("standard-input").start(() -> {
            try (reading) {
                pipe.output().writeAndClose(out -> out, console.in()::transferTo);
            } catch (IOException _) {
                // Told to the reader, or told by it.
            }
        });
        return pipe.input();
    }

    private String stopped(Counts counts) {
        OptionalLong total = census.total();
        String howFar = total.isPresent() ? counts.done() + " of " + total.getAsLong() : "" + counts.done();
        return "Stopped after " + howFar
                + " files. What is stored is whole; to go on from there, run the same command again"
                + (settings.force() ? " without --force." : ".");
    }

    private int finish(JsonReport report, Counts counts, Ended ended) {
        try {
            report.finish(counts, ended.elapsed(), ended.status() == INTERRUPTED, ended.stages());
            return OK;
        } catch (IOException e) {
            screen.error(settings.report() + ": the report can't be written: " + Reasons.of(e));
            return SOME_FAILED;
        }
    }
}
