package dev.sluice.thumbs;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.flow.Emitter;
import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.RunnablePipeline;
import dev.sluice.flow.Workers;
import dev.sluice.resilience.TimeoutExceededException;
import dev.sluice.thumbs.bucket.Endpoint;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.FolderWatch;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.store.Orphans;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Resident;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a photo: it is listed, inspected, made smaller, and stored.
 *
 * <p>Only making takes processors, so only that stage scales, on platform threads. The others have one worker each, because
 * that makes the outcome certain: photos are inspected in the order in which they are listed, so where two of them want the
 * same place, the first one has it; and there is one part file at a time. Only where a stage waits for a bucket are there
 * many, and photos from there are fetched before they are made smaller.
 *
 * <p>A file that fails is an outcome, and goes to the journal. What ends the run is a place that serves no more files.
 */
final class ThumbnailPipeline {
    private static final int CANDIDATES = 256;

    /** How long a decoder may take to notice that it is to end. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final int MOST_ABANDONED = 8;

    private final Settings settings;
    private final Decoder decoder;
    private final Store store;
    private final Journal journal;
    private final Inspector inspector;
    private final Consumer<Photo> present;
    private final PrintStream shown;

    private final AtomicLong linkedFolders = new AtomicLong();

    /**
     * Creates the way.
     *
     * @param present hears of each photo whose thumbnails are stored or up to date
     * @param shown where a dry run lists what it would do
     */
    ThumbnailPipeline(
            Settings settings,
            Decoder decoder,
            Store store,
            Journal journal,
            Consumer<Photo> present,
            PrintStream shown) {
        this.settings = settings;
        this.decoder = decoder;
        this.store = store;
        this.journal = journal;
        this.inspector = new Inspector(store, journal, present);
        this.present = present;
        this.shown = shown;
    }

    /**
     * Returns the pipeline, to be run once.
     *
     * @param elsewhere workers that make and store thumbnails, or null if that is done here
     */
    RunnablePipeline<?> from(InputStream standardInput, @Nullable Elsewhere elsewhere) {
        Pipeline<Photo> photos = Pipeline.<Candidate>produce(files -> list(standardInput, files))
                .named("list")
                .deadLetter(FailedFile.class, this::failed)
                .buffer(CANDIDATES)
                .mapOptional("inspect", inspectors(), inspector::inspect)
                .deadLetter(FailedFile.class, this::failed)
                .buffer(2 * settings.mostWorkers());
        Pipeline<?> ends;
        if (settings.dryRun()) {
            ends = photos.onEach("show", this::show);
        } else {
            ends = elsewhere == null ? madeAndStored(photos) : madeElsewhere(photos, elsewhere);
        }
        return ends.discard().runNamed("thumbs").detectDeadlock();
    }

    private Pipeline<?> madeAndStored(Pipeline<Photo> photos) {
        Pipeline<Photo> here = settings.places().readsBucket() ? fetched(photos) : photos;
        return here.map("make", decoders(settings.leastWorkers(), settings.mostWorkers()), this::make)
                .timeout(settings.timePerImage())
                .deadLetter(FailedFile.class, this::failed)
                .deadLetter(TimeoutExceededException.class, this::tookTooLong)
                .buffer(2 * settings.mostWorkers())
                .onEach("store", workers(store.writers()), this::store)
                .deadLetter(FailedFile.class, this::failed);
    }

    private Pipeline<?> madeElsewhere(Pipeline<Photo> photos, Elsewhere workers) {
        return photos.onEach("make", workers(Elsewhere.UNDER_WAY), photo -> makeElsewhere(photo, workers))
                .deadLetter(FailedFile.class, this::failed);
    }

    private Pipeline<Photo> fetched(Pipeline<Photo> photos) {
        return photos.map("fetch", workers(1, Endpoint.CALLS), this::fetch)
                .deadLetter(FailedFile.class, this::failed)
                .buffer(2 * settings.mostWorkers());
    }

    /** A decoder is native code in part, which no interrupt ends: one that hangs is left alone with its thread. */
    static Workers<Object> decoders(int least, int most) {
        return workers(least, most).onPlatformThreads().abandoning(GRACE, MOST_ABANDONED);
    }

    /** Returns how many links to folders were passed over. */
    long linkedFolders() {
        return linkedFolders.get();
    }

    private void list(InputStream standardInput, Emitter<Candidate> files)
            throws RunStoppedException, InterruptedException {
        Places places = settings.places();
        var finds = new Finds() {
            @Override
            public void found(Candidate candidate) throws InterruptedException {
                journal.seen();
                files.emit(candidate);
            }

            @Override
            public void failed(String place, String reason) throws InterruptedException {
                journal.seen();
                fail(files, new FailedFile(place, reason));
            }

            @Override
            public void passedLinkedFolder() {
                linkedFolders.incrementAndGet();
            }
        };
        if (places.watch()) {
            try (var watch = new FolderWatch(places.folders(), finds, this::gone)) {
                watch.run();
            } catch (IOException e) {
                throw new RunStoppedException("this system watches no more folders: " + Reasons.of(e), e);
            }
        } else {
            new Lister(places, standardInput, places.separator()).list(places.inputs(), finds);
        }
    }

    /** Removes the thumbnails of what is gone; while a folder is watched, or at the end. */
    private void gone(Path name) throws InterruptedException {
        try {
            orphans().of(name, this::remove);
        } catch (RunStoppedException e) {
            journal.failed(name, Reasons.of(e));
        }
    }

    /**
     * Deletes the thumbnails whose photos are gone, or lists them if this is a dry run.
     *
     * @throws RunStoppedException if they can't be listed
     * @throws InterruptedException if the thread is interrupted
     */
    void deleteOrphans() throws RunStoppedException, InterruptedException {
        orphans().forEach(this::remove);
    }

    private Orphans orphans() {
        return store.orphans(settings.places().sources(), journal::failed);
    }

    private void remove(Path name, Resident seen) throws IOException, InterruptedException {
        if (!settings.dryRun()) {
            store.remove(name, seen);
        }
        journal.orphan(store.show(name), !settings.dryRun());
        if (!settings.telling().jsonLines()) {
            shown.println((settings.dryRun() ? "to delete: " : "deleted: ") + Printable.of(store.show(name)));
        }
    }

    /** Each look at a bucket waits for the network, so a number of them are under way at once. */
    private Workers<Object> inspectors() {
        boolean buckets = settings.places().readsBucket() || store.writers() > 1;
        return workers(buckets ? Endpoint.CALLS : 1).ordered();
    }

    private Photo fetch(Photo photo) throws FailedFile, RunStoppedException, InterruptedException {
        try {
            return photo.fetched();
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            store.release(photo);
            throw new FailedFile(photo.original(), Reasons.of(e), e);
        }
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

    private void makeElsewhere(Photo photo, Elsewhere workers)
            throws FailedFile, RunStoppedException, InterruptedException {
        try {
            Stored stored = workers.make(photo);
            store.stored(photo);
            told(photo, stored.bytes(), stored.ofPreview());
        } finally {
            store.release(photo);
        }
        deleteIfGone(photo);
    }

    private void store(Decoder.Made made) throws FailedFile, RunStoppedException, InterruptedException {
        Photo photo = made.photo();
        try {
            long bytes = store.put(photo, made.thumbnails());
            told(photo, bytes, made.thumbnails().stream().anyMatch(Thumbnail::isOfPreview));
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            throw new FailedFile(photo.original(), Reasons.of(e), e);
        } finally {
            store.release(photo);
        }
        deleteIfGone(photo);
    }

    private void told(Photo photo, long bytes, boolean ofPreview) {
        journal.made(Journal.Made.of(
                photo.original(), store.targets(photo), photo.origin().bytes(), bytes, ofPreview));
        present.accept(photo);
    }

    private void deleteIfGone(Photo photo) throws InterruptedException {
        if (settings.places().watch() && photo.original().isGone()) {
            gone(photo.name()); // was told of before the thumbnail was there
        }
    }

    private void show(Photo photo) {
        if (!settings.telling().jsonLines()) {
            store.targets(photo).forEach(target -> shown.println(Printable.of(photo.original() + " -> " + target)));
        }
        store.release(photo);
        journal.planned(photo.original(), store.targets(photo), photo.origin().bytes());
    }

    private void tookTooLong(FailedItem item) {
        var photo = (Photo) item.item();
        store.release(photo);
        journal.failed(
                photo.original(),
                "decoding takes longer than " + settings.timePerImage().toSeconds()
                        + " s, and was given up; --timeout-per-image gives it more");
    }

    private void failed(FailedItem item) {
        var failure = (FailedFile) item.failure();
        journal.failed(failure.file(), failure.reason());
    }
}
