package dev.sluice.thumbs;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.report.StageFigures;
import dev.sluice.thumbs.store.OutputException;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a photo: it is listed, inspected, made smaller, and stored, by four stages with a channel between each two.
 *
 * <pre>
 *   list ── candidates ──▶ inspect ── photos ──▶ make ── thumbnails ──▶ store
 *   1 worker               1 worker              N workers              1 worker
 * </pre>
 *
 * <p>Only making takes processors, so only that stage scales. The others have one worker each because that makes the outcome
 * certain: photos are inspected in the order in which they are listed, and there is one part file at a time.
 *
 * <p>A file that fails is an outcome. What fails the pipeline is an output folder that takes no more files.
 */
final class Pipeline {
    private static final int CANDIDATES = 256;

    private final Settings settings;
    private final Backend backend;
    private final Store store;
    private final Journal journal;
    private final Console console;

    private final Meter list = new Meter("list", 1);
    private final Meter inspect = new Meter("inspect", 1);
    private final Meter make;
    private final Meter keep;

    private volatile long linkedFolders;

    Pipeline(Settings settings, Backend backend, Store store, Journal journal, Console console) {
        this.settings = settings;
        this.backend = backend;
        this.store = store;
        this.journal = journal;
        this.console = console;
        this.make = new Meter("make", settings.workers());
        this.keep = new Meter(settings.dryRun() ? "show" : "store", 1);
    }

    /** What runs beside the pipeline, and ends with it. */
    @FunctionalInterface
    interface Companion {
        /**
         * Runs until the pipeline is over.
         *
         * @param over is closed when it is
         * @throws InterruptedException if the thread is interrupted
         */
        void run(ReceiveChannel<?> over) throws InterruptedException;
    }

    /**
     * Runs all stages to their end.
     *
     * @param context cancels the run
     * @param companions what runs beside them
     * @throws OutputException if the output folder takes no more files
     * @throws InterruptedException if the run is cancelled; what is stored stays
     */
    void run(Context context, List<Companion> companions) throws OutputException, InterruptedException {
        var candidates = Channel.named("candidates").<Candidate>buffered(CANDIDATES);
        var photos = Channel.named("photos").<Photo>buffered(2 * settings.workers());
        var thumbnails = Channel.named("thumbnails").<Decoder.Made>buffered(2 * settings.workers());
        var over = Channel.named("over").<Void>unbuffered();
        var inspector = new Inspector(store, settings.dryRun(), journal);

        try (var cpu = new PlatformThreads("decoder", settings.workers());
                var reader = new PlatformThreads("standard-input", 1);
                var scope = Scope.open(context).named("thumbs").detectDeadlock()) {
            scope.go("list", () -> list(candidates, reader));
            new Stage<>(inspect, candidates, photos, inspector::inspect, journal).start(scope);
            if (settings.dryRun()) {
                new Stage<Photo, Void>(keep, photos, over, this::show, journal).start(scope);
            } else {
                var decoder = new Decoder(backend, settings.spec(), cpu);
                new Stage<>(make, photos, thumbnails, photo -> make(decoder, photo), journal).start(scope);
                new Stage<Decoder.Made, Void>(keep, thumbnails, over, this::keep, journal).start(scope);
            }
            for (Companion companion : companions) {
                scope.go("companion", () -> companion.run(over));
            }
            scope.join(OutputException.class);
        }
    }

    /** Answers what each stage has done, in the order of the way. */
    List<StageFigures> figures() {
        List<Meter> meters = settings.dryRun() ? List.of(list, inspect, keep) : List.of(list, inspect, make, keep);
        return meters.stream().map(Meter::figures).toList();
    }

    /** Answers how many links to folders were passed over. */
    long linkedFolders() {
        return linkedFolders;
    }

    private void list(Channel<Candidate> candidates, PlatformThreads reader) throws InterruptedException {
        long start = System.nanoTime();
        long[] waited = {0};
        var lister = new Lister(
                settings.out(),
                new InterruptibleInput(console.in(), reader),
                candidate -> {
                    long sending = System.nanoTime();
                    journal.seen();
                    candidates.send(candidate);
                    long nanos = System.nanoTime() - sending;
                    waited[0] += nanos;
                    list.sent(nanos);
                },
                (file, reason) -> {
                    list.failed();
                    journal.seen();
                    journal.failed(file, reason);
                });
        lister.list(settings.inputs());
        linkedFolders = lister.linkedFolders();
        list.worked(System.nanoTime() - start - waited[0]);
        candidates.close();
    }

    private Decoder.Made make(Decoder decoder, Photo photo) throws FailedFile, InterruptedException {
        try {
            return decoder.make(photo);
        } catch (FailedFile e) {
            store.release(photo);
            throw e;
        }
    }

    private @Nullable Void keep(Decoder.Made made) throws FailedFile, IOException, InterruptedException {
        Photo photo = made.photo();
        try {
            long bytes = store.put(photo, made.thumbnails());
            journal.ok(photo.origin().bytes(), bytes);
            return null;
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            throw new FailedFile(photo.file(), Reasons.of(e), e);
        } finally {
            store.release(photo);
        }
    }

    private @Nullable Void show(Photo photo) {
        store.targets(photo).forEach(target -> console.out().println(photo.file() + " -> " + target));
        store.release(photo);
        journal.ok(photo.origin().bytes(), 0);
        return null;
    }
}
