package dev.sluice.thumbs;

import dev.sluice.function.CheckedFunction;
import dev.sluice.remote.Cluster;
import dev.sluice.remote.ClusterOptions;
import dev.sluice.remote.RemoteChannelOptions;
import dev.sluice.remote.RemoteException;
import dev.sluice.remote.RemoteStage;
import dev.sluice.remote.RemoteStageException;
import dev.sluice.remote.RemoteStages;
import dev.sluice.remote.WorkerNews;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.store.Photo;
import java.time.Duration;
import java.util.List;

/**
 * Workers on other machines, which make thumbnails and store them for this run. It belongs to the thread that has made it; photos may be
 * given to it by any number of threads.
 */
final class Elsewhere implements AutoCloseable {
    /** The stage that this program and the workers share. */
    static final RemoteStage<Job, Stored> STAGE = RemoteStage.json("thumbs", Job.class, Stored.class)
            .with(RemoteChannelOptions.capacity(10_000)
                    .lease(Duration.ofSeconds(10))
                    .attempts(3));

    /** How many photos are with the workers at once, or wait for one. */
    static final int UNDER_WAY = 512;

    private final Cluster cluster;
    private final RemoteStages stages;
    private final CheckedFunction<Job, Stored, Exception> make;
    private final Settings settings;

    Elsewhere(Settings settings, ClusterOptions options) throws RunStoppedException, InterruptedException {
        this.settings = settings;
        try {
            this.cluster = options.connect();
        } catch (RemoteException e) {
            throw new RunStoppedException(String.valueOf(e.getMessage()), e);
        }
        boolean whole = false;
        try {
            stages = RemoteStages.on(cluster, STAGE);
            make = stages.stage(STAGE.name());
            whole = true;
        } catch (RemoteException e) {
            throw new RunStoppedException(String.valueOf(e.getMessage()), e);
        } finally {
            if (!whole) {
                cluster.close();
            }
        }
    }

    /**
     * Has the thumbnails of a photo made and stored, and waits for that.
     *
     * @param photo the photo
     * @return what was stored
     * @throws FailedFile if the photo can't be made smaller
     * @throws RunStoppedException if no other photo can be stored either
     * @throws InterruptedException if the thread is interrupted
     */
    Stored make(Photo photo) throws FailedFile, RunStoppedException, InterruptedException {
        Stored stored;
        try {
            stored = make.apply(Job.of(photo, settings));
        } catch (InterruptedException e) {
            throw e;
        } catch (RemoteStageException e) {
            throw new FailedFile(photo.original(), "the worker failed: " + e.getMessage(), e);
        } catch (RemoteException e) {
            throw new RunStoppedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a remote stage throws nothing else", e);
        }
        if (stored.stopped() != null) {
            throw new RunStoppedException(stored.stopped(), null);
        }
        if (stored.failure() != null) {
            throw new FailedFile(photo.original(), stored.failure());
        }
        return stored;
    }

    /** Returns the workers that have told of themselves in the last seconds, each as a row of a table. */
    List<List<String>> workers() {
        return stages.workers(STAGE.name()).stream().map(Elsewhere::row).toList();
    }

    private static List<String> row(WorkerNews worker) {
        return List.of(
                worker.host(),
                Long.toString(worker.process()),
                Integer.toString(worker.workers()),
                Long.toString(worker.taken()),
                Long.toString(worker.failed()));
    }

    @Override
    public void close() {
        try (cluster) {
            stages.close();
        }
    }
}
