package dev.sluice.thumbs;

import dev.sluice.thumbs.bucket.Address;
import dev.sluice.thumbs.bucket.BucketDestination;
import dev.sluice.thumbs.bucket.BucketSource;
import dev.sluice.thumbs.bucket.Endpoint;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.store.Destination;
import dev.sluice.thumbs.store.FolderDestination;
import dev.sluice.thumbs.store.Layout;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Does jobs: makes the thumbnails of a photo, and stores them. A job that is done a second time, because the first worker has ended, finds
 * its thumbnails up to date, or makes the same again.
 *
 * <p>A maker is safe for use by any number of threads.
 */
final class Maker implements AutoCloseable {
    private final Backend backend;
    private final Map<Job.Service, Endpoint> endpoints = new HashMap<>();

    Maker(Backend backend) {
        this.backend = backend;
    }

    /**
     * Does a job.
     *
     * @param job the job
     * @return what has become of it; the thumbnails are safe then
     * @throws InterruptedException if the thread is interrupted
     */
    Stored make(Job job) throws InterruptedException {
        Optional<String> refusal = backend.refusal(job.spec());
        if (refusal.isPresent()) {
            return Stored.stopped("a worker can't make such thumbnails: " + refusal.get());
        }
        var store = new Store(destination(job), new Layout(job.spec().variants()), job.force());
        var photo = new Photo(original(job), job.path(), job.format(), job.origin());
        try {
            return store.plan(photo) == Store.Plan.SKIP ? Stored.thumbnails(0, false) : make(job, photo, store);
        } catch (FailedFile e) {
            return Stored.failed(e.reason());
        } catch (RunStoppedException e) {
            return Stored.stopped(Reasons.of(e));
        } catch (IOException e) {
            return Stored.failed(Reasons.of(e));
        }
    }

    private Stored make(Job job, Photo photo, Store store) throws FailedFile, IOException, InterruptedException {
        Decoder.Made made = new Decoder(backend, job.spec()).make(photo);
        long bytes = store.put(photo, made.thumbnails());
        return Stored.thumbnails(bytes, made.thumbnails().stream().anyMatch(Thumbnail::isOfPreview));
    }

    private Original original(Job job) {
        if (!Address.isOne(job.original())) {
            return new FileOriginal(Path.of(URI.create(job.original())));
        }
        return BucketSource.listed(
                endpoint(job.service()),
                Address.parse(job.original()),
                job.origin().bytes());
    }

    private Destination destination(Job job) {
        return Address.isOne(job.out())
                ? new BucketDestination(endpoint(job.service()), Address.parse(job.out()))
                : FolderDestination.ofAnotherRun(Path.of(URI.create(job.out())));
    }

    private synchronized Endpoint endpoint(Job.Service service) {
        return endpoints.computeIfAbsent(
                service, each -> new Endpoint(Endpoint.Options.of(each.endpoint(), each.region(), 0)));
    }

    @Override
    public synchronized void close() {
        endpoints.values().forEach(Endpoint::close);
    }
}
