package dev.sluice.chat.store;

import java.time.Duration;
import java.util.List;

/** Waits for threads. */
final class Threads {
    private Threads() {}

    /** Waits until threads have ended, and returns whether they have in this time. An interrupt is kept, and doesn't end the wait. */
    static boolean joined(List<Thread> threads, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        boolean ended = true;
        for (Thread thread : threads) {
            while (thread.isAlive() && ended) {
                try {
                    ended = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }
}
