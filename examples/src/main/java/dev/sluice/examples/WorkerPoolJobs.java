package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.sync.WorkerPool;
import java.util.ArrayList;
import java.util.List;

/** A thousand jobs and eight workers. Some jobs fail, which harms neither the workers nor the other jobs. */
final class WorkerPoolJobs {
    private static final int JOBS = 1_000;

    private WorkerPoolJobs() {}

    public static void main(String... args) throws InterruptedException {
        var failed = new ArrayList<String>();
        long steps = run(failed);
        IO.println(steps + " steps in all");
        failed.forEach(IO::println);
    }

    private static long run(List<String> failed) throws InterruptedException {
        long steps = 0;
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool =
                    WorkerPool.workers(8).queue(64).inOrder().start(scope, WorkerPoolJobs::collatz);
            scope.go("submit", () -> {
                try (pool) {
                    for (int job = 0; job < JOBS; job++) {
                        pool.submit(job); // waits while 64 are queued
                    }
                } // closes the pool: the results end after the last of these
            });
            for (var result : pool.results()) {
                switch (result) {
                    case WorkerPool.Success<Integer, Integer> success -> steps += success.value();
                    case WorkerPool.Failure(var job, var cause) -> failed.add(job + ": " + cause.getMessage());
                }
            }
            scope.join();
        }
        return steps;
    }

    /** How many steps a number takes to 1, where an even one is halved, and of an odd one it is 3n + 1. */
    private static int collatz(int start) {
        if (start < 1) {
            throw new IllegalArgumentException("start must be at least 1, was " + start);
        }
        int steps = 0;
        for (long n = start; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1) {
            steps++;
        }
        return steps;
    }
}
