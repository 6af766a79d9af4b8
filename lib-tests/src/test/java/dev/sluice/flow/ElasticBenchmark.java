package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.Channel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures an elastic stage against every fixed number of workers, on loads of several kinds: a program, not a test.
 *
 * <pre>
 * ./mvnw -q -pl lib,testkit,lib-tests test-compile
 * java -cp lib/target/classes:lib-tests/target/test-classes dev.sluice.flow.ElasticBenchmark [seconds] [rounds] [numbers]
 * </pre>
 *
 * <p>Each round runs all in turn, for so many seconds each, so that a change of the machine meets all alike. The result is the
 * median over the rounds, in items per second.
 */
final class ElasticBenchmark {
    private static final int MOST = 64;
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final long TURNS = 1_000_000; // about a millisecond or two

    private enum Load {
        WAITING {
            @Override
            void work(long elapsedNanos, Shared shared) throws InterruptedException {
                Channel.after(WAIT).receive();
            }
        },
        COMPUTING {
            @Override
            void work(long elapsedNanos, Shared shared) {
                compute();
            }
        },
        /** A resource that gets slower with each user beyond eight, as a database under too many connections. */
        CONTENDING {
            @Override
            void work(long elapsedNanos, Shared shared) throws InterruptedException {
                int users = shared.users.incrementAndGet();
                try {
                    Channel.after(
                                    users <= 8
                                            ? WAIT
                                            : WAIT.multipliedBy((long) users * users)
                                                    .dividedBy(64))
                            .receive();
                } finally {
                    shared.users.decrementAndGet();
                }
            }
        },
        /** Waits for a quarter of the time, computes for the next, and so on. */
        CHANGING {
            @Override
            void work(long elapsedNanos, Shared shared) throws InterruptedException {
                if (elapsedNanos * 4 / shared.runNanos % 2 == 0) {
                    WAITING.work(elapsedNanos, shared);
                } else {
                    COMPUTING.work(elapsedNanos, shared);
                }
            }
        };

        abstract void work(long elapsedNanos, Shared shared) throws InterruptedException;
    }

    /** What the workers of one run share. */
    private static final class Shared {
        final AtomicInteger users = new AtomicInteger();
        final long runNanos;

        Shared(long runNanos) {
            this.runNanos = runNanos;
        }
    }

    private ElasticBenchmark() {}

    public static void main(String[] args) throws InterruptedException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 10;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        String numbers = args.length > 2 ? args[2] : "1,2,3,4,6,8,12,16,24,32,48,64";
        int[] fixed =
                Arrays.stream(numbers.split(",")).mapToInt(Integer::parseInt).toArray();
        for (Load load : Load.values()) {
            double[][] rates = new double[fixed.length + 1][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < fixed.length; i++) {
                    rates[i][round] = measure(load, workers(fixed[i]), seconds);
                }
                rates[fixed.length][round] = measure(load, workers(1, MOST), seconds);
            }
            report(load, fixed, rates);
        }
    }

    private static double measure(Load load, Workers<Object> workers, long seconds) throws InterruptedException {
        long start = System.nanoTime();
        var shared = new Shared(seconds * 1_000_000_000);
        var source = Pipeline.<Long>produce(out -> {
            for (long i = 0; out.emit(i); i++) {
                // until drained
            }
        });
        try (var run = source.forEach("load", workers, _ -> load.work(System.nanoTime() - start, shared))
                .start()) {
            Thread.sleep(Duration.ofSeconds(seconds));
            long done = run.progress().get(1).in();
            long nanos = System.nanoTime() - start;
            run.cancel();
            return done * 1e9 / nanos;
        }
    }

    private static void report(Load load, int[] fixed, double[][] rates) {
        double[] medians =
                Arrays.stream(rates).mapToDouble(ElasticBenchmark::median).toArray();
        System.out.println(load);
        for (int i = 0; i < fixed.length; i++) {
            System.out.printf(Locale.ROOT, "  %2d workers       %9.1f/s%n", fixed[i], medians[i]);
        }
        int best = IntStream.range(0, fixed.length)
                .boxed()
                .max(Comparator.comparingDouble(i -> medians[i]))
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "  1 to %d elastic  %9.1f/s = %.0f %% of the best fixed number, %d%n",
                MOST,
                medians[fixed.length],
                100 * medians[fixed.length] / medians[best],
                fixed[best]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Computes a fixed amount, so that it takes longer where processors are shared. */
    private static void compute() {
        long x = System.nanoTime() | 1;
        for (long i = 0; i < TURNS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        if (x == 0) {
            throw new AssertionError("never");
        }
    }
}
