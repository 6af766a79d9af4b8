package dev.sluice.thumbs;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.flow.StageProgress;
import dev.sluice.flow.TooManyAbandonedException;
import dev.sluice.io.Pipe;
import dev.sluice.observe.LivePage;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.gallery.Gallery;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.list.Census;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.report.End;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.report.JsonLines;
import dev.sluice.thumbs.report.JsonReport;
import dev.sluice.thumbs.report.Progress;
import dev.sluice.thumbs.report.Screen;
import dev.sluice.thumbs.report.State;
import dev.sluice.thumbs.report.Summary;
import dev.sluice.thumbs.store.Layout;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
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

    private static final End STOPPED = new End(true, "stopped by a signal");
    static final String TOO_MANY_HANG =
            "too many decoders that were given up still run, and take memory and processors; run again to go on from there";
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    private final Settings settings;
    private final Backend backend;
    private final Console console;
    private final Screen screen;
    private final Store store;
    private final Census census;
    private final @Nullable JsonLines lines;
    private final @Nullable Live live;

    Run(Settings settings, Backend backend, Console console) {
        this.settings = settings;
        this.backend = backend;
        this.console = console;
        this.screen = new Screen(console.err(), console.terminal());
        Places places = settings.places();
        this.store = new Store(places.destination(), new Layout(settings.spec().variants()), settings.force());
        this.census = new Census(places, places.inputs());
        this.lines = settings.telling().jsonLines() ? new JsonLines(console.out()) : null;
        this.live = settings.telling().live() == null ? null : new Live();
    }

    /** How the run has ended, and whether all was written that belongs to it besides the thumbnails. */
    private record Ended(State state, End end, boolean allWritten) {
        int status() {
            return allWritten ? statusOfPhotos() : Math.max(SOME_FAILED, statusOfPhotos());
        }

        Ended and(boolean written) {
            return new Ended(state, end, allWritten && written);
        }

        private int statusOfPhotos() {
            if (end.interrupted()) {
                return INTERRUPTED;
            }
            long done = state.counts().ok() + state.counts().skipped();
            if (end.isComplete()) {
                return state.counts().failed() == 0 ? OK : SOME_FAILED;
            }
            return done == 0 ? NOTHING_DONE : SOME_FAILED;
        }
    }

    /**
     * Runs to the end, or until it is cancelled.
     *
     * @param context cancels the run
     * @return the exit status
     */
    int execute(Context context) {
        try (Places _ = settings.places();
                store;
                LivePage _ = page()) {
            return run(context, gallery());
        } catch (IOException e) {
            screen.error(Reasons.of(e));
            return NOTHING_DONE;
        }
    }

    private @Nullable LivePage page() throws IOException {
        Integer port = settings.telling().live();
        if (live == null || port == null) {
            return null;
        }
        LivePage page = live.start(port, settings.nats() != null);
        screen.line("The live page is at " + page.uri());
        return page;
    }

    private int run(Context context, @Nullable Gallery gallery) {
        Path place = settings.telling().report();
        if (place == null) {
            Ended ended = run(context, gallery, null);
            tell(ended);
            return ended.status();
        }
        try (JsonReport report = JsonReport.open(place, settings.dryRun())) {
            Ended ended = run(context, gallery, report);
            ended = ended.and(finish(report, ended));
            tell(ended);
            return ended.status();
        } catch (IOException e) {
            screen.error(place + ": the report can't be written: " + Reasons.of(e));
            return NOTHING_DONE;
        }
    }

    private @Nullable Gallery gallery() throws IOException {
        if (!settings.telling().gallery() || settings.dryRun()) {
            return null;
        }
        return Gallery.in(Path.of(settings.places().out()));
    }

    private Ended run(Context context, @Nullable Gallery gallery, @Nullable JsonReport report) {
        var listeners = new ArrayList<Journal.Listener>();
        listeners.add((file, reason) -> screen.error(file + ": " + reason));
        if (report != null) {
            listeners.add(report);
        }
        if (lines != null) {
            listeners.add(lines);
        }
        if (live != null) {
            listeners.add(live);
        }
        var journal = new Journal(listeners);
        var pipeline = new ThumbnailPipeline(
                settings,
                new Decoder(backend, settings.spec()),
                store,
                journal,
                gallery == null ? _ -> {} : GalleryEntries.of(gallery, settings.spec()),
                console.out());
        try {
            if (!settings.dryRun()) {
                store.open();
            }
        } catch (RunStoppedException e) {
            screen.error(Reasons.of(e));
            return notStarted(journal, new End(false, Reasons.of(e)));
        } catch (InterruptedException _) {
            return notStarted(journal, STOPPED);
        }
        Ended ended = run(context, pipeline, journal);
        if (gallery != null && !ended.end().interrupted()) {
            ended = ended.and(write(gallery));
        }
        if (pipeline.linkedFolders() > 0) {
            screen.line(
                    pipeline.linkedFolders() + " linked folder(s) passed over; name them as inputs to include them");
        }
        return ended;
    }

    private static Ended notStarted(Journal journal, End end) {
        return new Ended(new State(journal.counts(), OptionalLong.empty(), Duration.ZERO, List.of()), end, true);
    }

    private Ended run(Context context, ThumbnailPipeline pipeline, Journal journal) {
        try (var scope = Scope.open(context).named("thumbs");
                var elsewhere = elsewhere();
                var run = pipeline.from(standardInput(scope), elsewhere).start()) {
            Supplier<State> state = () -> new State(journal.counts(), census.total(), run.elapsed(), stages(run));
            if (settings.telling().progress()) {
                var progress = new Progress(screen, state);
                scope.go("progress", () -> progress.showUntil(run.done()));
            }
            if (lines != null) {
                scope.go("lines", () -> lines.showUntil(state, run.done()));
            }
            if (lines != null
                    || (settings.telling().progress() && console.terminal().present())) {
                scope.go("census", census::take);
            }
            End end = join(run, pipeline);
            return new Ended(state.get(), end, true);
        } catch (RunStoppedException e) {
            screen.error(Reasons.of(e));
            return notStarted(journal, new End(false, Reasons.of(e)));
        } catch (InterruptedException _) {
            return notStarted(journal, STOPPED);
        }
    }

    /** Returns the workers of other machines, or null if thumbnails are made here. */
    private @Nullable Elsewhere elsewhere() throws RunStoppedException, InterruptedException {
        if (settings.nats() == null || settings.dryRun()) {
            return null;
        }
        var workers = new Elsewhere(settings, settings.nats());
        if (live != null) {
            live.show(workers);
        }
        return workers;
    }

    /** Returns what the stages have done; the last one only drops what has come to the end. */
    private static List<StageProgress> stages(dev.sluice.flow.Run<?> run) {
        List<StageProgress> all = run.progress();
        return all.subList(0, all.size() - 1);
    }

    private End join(dev.sluice.flow.Run<?> run, ThumbnailPipeline pipeline) {
        try {
            run.join(RunStoppedException.class);
            if (settings.places().deleteOrphans()) {
                pipeline.deleteOrphans();
            }
            return End.COMPLETE;
        } catch (RunStoppedException e) {
            screen.error(Reasons.of(e));
            return new End(false, Reasons.of(e));
        } catch (TooManyAbandonedException _) {
            screen.error(TOO_MANY_HANG);
            return new End(false, TOO_MANY_HANG);
        } catch (InterruptedException | CancelledException _) {
            return STOPPED;
        }
    }

    /**
     * Returns standard input as a stream whose reads can be cancelled: another thread reads it ahead, and isn't waited for, since
     * nothing ends a read from a terminal.
     */
    private InputStream standardInput(Scope scope) {
        if (!settings.places().inputs().contains(Lister.STANDARD_INPUT)) {
            return InputStream.nullInputStream();
        }
        var pipe = Pipe.named("standard input").unbuffered();
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

    private boolean finish(JsonReport report, Ended ended) {
        try {
            report.finish(ended.state(), ended.end());
            return true;
        } catch (IOException e) {
            screen.error(settings.telling().report() + ": the report can't be written: " + Reasons.of(e));
            return false;
        }
    }

    private boolean write(Gallery gallery) {
        try {
            screen.line("The gallery is " + gallery.write());
            return true;
        } catch (IOException e) {
            screen.error("the gallery can't be written: " + Reasons.of(e));
            return false;
        }
    }

    private void tell(Ended ended) {
        State state = ended.state();
        if (ended.end().interrupted()) {
            screen.line(stopped(state));
        }
        if (lines != null) {
            lines.end(state, ended.end());
        }
        if (state.counts().seen() == 0 && !ended.end().isComplete()) {
            return;
        }
        String summary = Summary.of(state, ended.end(), settings.places().out(), settings.dryRun());
        if (lines != null || STANDARD_OUTPUT.equals(settings.telling().report())) {
            summary.lines().forEach(screen::line); // standard output is for programs
        } else {
            console.out().println(summary);
        }
    }

    private String stopped(State state) {
        long done = state.counts().done();
        OptionalLong total = state.total();
        return "Stopped after " + (total.isPresent() ? done + " of " + total.getAsLong() : done)
                + " files. What is stored is whole; to go on from there, run the same command again"
                + (settings.force() ? " without --force." : ".");
    }
}
