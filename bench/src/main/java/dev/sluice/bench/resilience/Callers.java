package dev.sluice.bench.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * How many threads make the calls. Those of the platform, since virtual threads that never wait would come one after the other on
 * each processor, and hardly ever meet.
 */
public enum Callers {
    ONE_THREAD(1),
    EIGHT_THREADS(8);

    private final int threads;

    Callers(int threads) {
        this.threads = threads;
    }

    int threads() {
        return threads;
    }

    /** Makes calls. */
    @FunctionalInterface
    interface Series {
        /** Makes so many, and answers the sum of what they answered. */
        long make(int calls) throws Exception;
    }

    /**
     * Has all threads make calls at once, and answers the sum of what they answered.
     *
     * @param pool has as many threads
     * @param calls how many in all; a multiple of the number of threads
     */
    long make(ExecutorService pool, int calls, Series series) throws Exception {
        if (threads == 1) {
            return series.make(calls);
        }
        List<Callable<Long>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            shares.add(() -> series.make(calls / threads));
        }
        long sum = 0;
        for (Future<Long> each : pool.invokeAll(shares)) {
            sum += result(each);
        }
        return sum;
    }

    private static long result(Future<Long> share) throws InterruptedException {
        try {
            return share.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller has failed", e);
        }
    }
}
