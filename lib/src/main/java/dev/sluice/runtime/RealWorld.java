package dev.sluice.runtime;

import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The world as it is: the JDK's clock, parking and threads. */
final class RealWorld extends World {
    private final boolean spins = carriers() > 1;
    private final Timers timers = new TimerThread(this);
    private final ThreadCache helpers = new ThreadCache("sluice-helper");

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        long nanosLeft = deadlineNanos - System.nanoTime();
        if (nanosLeft > 0) {
            LockSupport.parkNanos(blocker, nanosLeft);
        }
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        return Thread.ofVirtual().name(name).uncaughtExceptionHandler(handler).unstarted(body);
    }

    @Override
    public void startUnheld(Thread thread) {
        // What has started a thread holds it until it ends: for most threads that is the JDK. This executor is held by
        // its one thread alone, which has its body already. What the JDK keeps of it for thread dumps, it keeps weakly.
        Executors.newThreadPerTaskExecutor(_ -> thread).execute(() -> {});
    }

    @Override
    public Search leaks() {
        return LeakOption.now() == LeakOption.REPORT ? Search.EVERYWHERE : Search.WHERE_ASKED;
    }

    @Override
    public int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    @Override
    public boolean spins() {
        return spins;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public void helper(Runnable job) {
        helpers.run(job);
    }

    /** How many virtual threads can run at the same time. */
    private static int carriers() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors);
    }
}
