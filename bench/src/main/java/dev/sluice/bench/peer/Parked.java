package dev.sluice.bench.peer;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sees to it that goroutines wait before a measurement begins: each has signed in, and its thread is parked. */
public final class Parked {
    private static final long PAUSE_NANOS = 100_000;

    private final @Nullable Thread[] threads;

    /** @param goroutines how many will sign in */
    public Parked(int goroutines) {
        threads = new Thread[goroutines];
    }

    /** Signs in the current thread, which is about to wait, as the one with this number. */
    public void signIn(int number) {
        threads[number] = Thread.currentThread();
    }

    /** Returns when all wait. */
    public void await() {
        for (int i = 0; i < threads.length; i++) {
            while (!waits(threads[i])) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static boolean waits(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.WAITING;
    }
}
