package dev.sluice.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cache of daemon threads for short jobs, any of which may hang.
 *
 * <p>A job gets a thread at once, an idle one or a new one, as long as there are fewer than
 * {@value #MAX_THREADS}; beyond that it waits in line. A thread ends when it has been idle for a second.
 *
 * <p>A thread cache is safe for use by any number of threads.
 */
final class ThreadCache {
    /*
     * Why not a ThreadPoolExecutor: it queues before it adds threads, so jobs that hang stop those
     * in the queue; with a queue that takes nothing it has no line to wait in.
     */

    static final int MAX_THREADS = 256;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String threadName;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    // Guarded by the lock. An idle thread counts as idle until it has taken its job.
    private final Queue<Runnable> jobs = new ArrayDeque<>();
    private int idle;
    private int threads;

    ThreadCache(String threadName) {
        this(threadName, IDLE_NANOS);
    }

    ThreadCache(String threadName, long idleNanos) {
        this.threadName = threadName;
        this.idleNanos = idleNanos;
    }

    /** Runs a job on one of the threads, without waiting for it. */
    void run(Runnable job) {
        boolean grow;
        lock.lock();
        try {
            jobs.add(job);
            added.signal();
            grow = idle < jobs.size() && threads < MAX_THREADS;
            if (grow) {
                threads++;
            }
        } finally {
            lock.unlock();
        }
        if (grow) {
            startThread();
        }
    }

    /** How many threads there are, idle ones included. */
    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** How many of them have no job. */
    int idle() {
        lock.lock();
        try {
            return idle;
        } finally {
            lock.unlock();
        }
    }

    private void startThread() {
        boolean started = false;
        try {
            Daemons.unstarted(threadName, this::work).start();
            started = true;
        } finally {
            if (!started) { // The system has no thread left. The job stays in line.
                lock.lock();
                try {
                    threads--;
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void work() {
        for (Runnable job = take(); job != null; job = take()) {
            try {
                job.run();
            } catch (Throwable thrown) {
                Daemons.report(thrown);
            }
        }
    }

    /** The next job, or null if there was none for so long that the thread is to end. */
    private @Nullable Runnable take() {
        lock.lock();
        try {
            idle++;
            long nanosLeft = idleNanos;
            while (jobs.isEmpty() && nanosLeft > 0) {
                try {
                    nanosLeft = added.awaitNanos(nanosLeft);
                } catch (InterruptedException _) {
                    // Left behind by the last job: not meant for this thread.
                }
            }
            idle--;
            Runnable job = jobs.poll();
            if (job == null) {
                threads--;
            }
            return job;
        } finally {
            lock.unlock();
        }
    }
}
