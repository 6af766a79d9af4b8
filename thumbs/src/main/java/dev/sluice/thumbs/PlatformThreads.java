package dev.sluice.thumbs;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A few platform threads, for what virtual threads do badly.
 *
 * <p>A virtual thread that computes holds its carrier until it is done, and there are only as many carriers as processors: all
 * that lists, stores and shows the progress would stand still. And a read from a terminal can't be interrupted. So a
 * goroutine hands such work to one of these threads, and waits for it as for any other input.
 *
 * <p>They don't keep the process alive, and are safe for use by any number of threads.
 */
final class PlatformThreads implements AutoCloseable {
    private final ExecutorService threads;

    PlatformThreads(String name, int number) {
        threads = Executors.newFixedThreadPool(
                number, Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    }

    /**
     * Does the work on one of the threads, and waits for it.
     *
     * @param work what to do
     * @return its result
     * @throws ExecutionException if it threw something, which is the cause
     * @throws InterruptedException if the caller is interrupted; the work is interrupted too, and not waited for
     */
    <T> T call(Callable<T> work) throws ExecutionException, InterruptedException {
        Future<T> result = threads.submit(work);
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            throw e;
        }
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
