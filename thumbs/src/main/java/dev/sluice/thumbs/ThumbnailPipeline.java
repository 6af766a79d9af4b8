package dev.sluice.thumbs;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.flow.Emitter;
import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.RunnablePipeline;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.store.OutputException;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * The way of a photo: it is listed, inspected, made smaller, and stored.
 *
 * <p>Only making takes processors, so only that stage scales, on platform threads. The others have one worker each, because
 * that makes the outcome certain: photos are inspected in the order in which they are listed, so where two of them want the
 * same place, the first one has it; and there is one part file at a time.
 *
 * <p>A file that fails is an outcome, and goes to the journal. What ends the run is an output folder that takes no more files.
 */
final class ThumbnailPipeline {
    private static final int CANDIDATES = 256;

    private final Settings settings;
    private final Decoder decoder;
    private final Store store;
    private final Journal journal;
    private final Inspector inspector;
    private final PrintStream shown;

    private volatile long linkedFolders;

    ThumbnailPipeline(Settings settings, Decoder decoder, Store store, Journal journal, PrintStream shown) {
        this.settings = settings;
        this.decoder = decoder;
        this.store = store;
        this.journal = journal;
        this.inspector = new Inspector(store, settings.dryRun(), journal);
        this.shown = shown;
    }

    /** Answers the pipeline, to be run once. */
    RunnablePipeline<?> from(InputStream standardInput) {
        Pipeline<Photo> photos = Pipeline.<Candidate>produce(files -> list(standardInput, files))
                .named("list")
                .deadLetter(FailedFile.class, this::failed)
                .buffer(CANDIDATES)
                .mapOptional("inspect", inspector::inspect)
                .deadLetter(FailedFile.class, this::failed)
                .buffer(2 * settings.mostWorkers());
        Pipeline<?> ends = settings.dryRun() ? photos.onEach("show", this::show) : madeAndStored(photos);
        return ends.discard().runNamed("thumbs").detectDeadlock();
    }

    private Pipeline<?> madeAndStored(Pipeline<Photo> photos) {
        return photos.map(
                        "make",
                        workers(settings.leastWorkers(), settings.mostWorkers()).onPlatformThreads(),
                        this::make)
                .deadLetter(FailedFile.class, this::failed)
                .buffer(2 * settings.mostWorkers())
                .onEach("store", this::store)
                .deadLetter(FailedFile.class, this::failed);
    }

    /** Answers how many links to folders were passed over. */
    long linkedFolders() {
        return linkedFolders;
    }

    private void list(InputStream standardInput, Emitter<Candidate> files) throws InterruptedException {
        var lister = new Lister(
                settings.out(),
                standardInput,
                file -> {
                    journal.seen();
                    files.emit(file);
                },
                (file, reason) -> {
                    journal.seen();
                    fail(files, new FailedFile(file, reason));
                });
        lister.list(settings.inputs());
        linkedFolders = lister.linkedFolders();
    }

    private static void fail(Emitter<Candidate> files, FailedFile failure) throws InterruptedException {
        try {
            files.fail(failure.file(), failure);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("the handler of failed files throws nothing checked", e);
        }
    }

    private Decoder.Made make(Photo photo) throws FailedFile, InterruptedException {
        try {
            return decoder.make(photo);
        } catch (FailedFile e) {
            store.release(photo);
            throw e;
        }
    }

    private void store(Decoder.Made made) throws FailedFile, OutputException, InterruptedException {
        Photo photo = made.photo();
        try {
            long bytes = store.put(photo, made.thumbnails());
            journal.made(photo.file(), store.targets(photo), photo.origin().bytes(), bytes);
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            throw new FailedFile(photo.file(), Reasons.of(e), e);
        } finally {
            store.release(photo);
        }
    }

    private void show(Photo photo) {
        if (!settings.telling().jsonLines()) {
            store.targets(photo).forEach(target -> shown.println(Printable.of(photo.file() + " -> " + target)));
        }
        store.release(photo);
        journal.planned(photo.file(), store.targets(photo), photo.origin().bytes());
    }

    private void failed(FailedItem item) {
        var failure = (FailedFile) item.failure();
        journal.failed(failure.file(), failure.reason());
    }
}
