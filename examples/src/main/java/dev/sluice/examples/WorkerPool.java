package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.util.TreeMap;

/**
 * A worker pool by hand: submitter, workers and collector are different goroutines, so none waits for itself.
 */
final class WorkerPool {
    private static final int WORKERS = 3;

    private record Job(int number) {}

    private record Result(int number, long factorial) {}

    private WorkerPool() {}

    public static void main(String... args) throws InterruptedException {
        Channel<Job> jobs = Channel.unbuffered(); // a submit waits for a free worker
        Channel<Result> results = Channel.unbuffered();
        var collected = new TreeMap<Integer, Long>();

        try (var scope = Scope.open()) {
            scope.go("submit", () -> {
                for (int number = 1; number <= 20; number++) {
                    jobs.send(new Job(number));
                }
                jobs.close(); // ends the workers when they have done the last one
            });
            scope.go("pool", () -> work(jobs, results));
            for (Result result : results) {
                collected.put(result.number, result.factorial);
            }
            scope.join();
        }
        collected.forEach((number, factorial) -> IO.println(number + "! = " + factorial));
    }

    /** Runs the workers, and closes the results after the last of them: the inner block knows when that is. */
    private static void work(Channel<Job> jobs, Channel<Result> results) throws InterruptedException {
        try (var workers = Scope.open()) {
            for (int i = 0; i < WORKERS; i++) {
                workers.go("worker", () -> {
                    for (Job job : jobs) {
                        results.send(new Result(job.number, factorial(job.number)));
                    }
                });
            }
            workers.join();
        }
        results.close();
    }

    private static long factorial(int number) {
        return number <= 1 ? 1 : number * factorial(number - 1);
    }
}
