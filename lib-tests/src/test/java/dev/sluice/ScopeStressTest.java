package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random trees of scopes, in which goroutines fail, are cancelled, miss deadlines and are interrupted. A longer run: {@code
 * -Dsluice.stress.seconds=600}; the same again: {@code -Dsluice.stress.seed=…}.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(900)
@LeakCheck(deadlocks = false)
class ScopeStressTest {
    private static final int TREES_A_SECOND = 100;

    private final long seed = Long.getLong("sluice.stress.seed", System.nanoTime());
    private final int trees = Integer.getInteger("sluice.stress.seconds", 4) * TREES_A_SECOND;

    /** What was seen to be wrong, in any thread. */
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void no_goroutine_outlives_its_scope_and_no_failure_is_lost() throws InterruptedException {
        for (int tree = 0; tree < trees; tree++) {
            var random = new SplittableRandom(seed + tree);
            Thread root = Thread.ofVirtual().unstarted(() -> {
                try {
                    scope(random, 0);
                } catch (Throwable _) {
                    // it's checked where it is thrown
                }
            });
            root.start();
            root.join();
            assertThat(wrong).as("seed %d, tree %d", seed, tree).isEmpty();
        }
    }

    private void scope(SplittableRandom random, int depth) throws Exception {
        var live = new AtomicInteger();
        var tasks = new ArrayList<Task<?>>();
        Throwable thrown = null;
        boolean mustTell = false;
        try (var scope = Scope.open()) {
            mustTell = configure(scope, random);
            Thread owner = Thread.currentThread();
            for (int i = random.nextInt(8); i >= 0; i--) {
                var own = random.split();
                tasks.add(scope.go(() -> {
                    live.incrementAndGet();
                    try {
                        return body(scope, owner, own, depth + 1);
                    } finally {
                        live.decrementAndGet();
                    }
                }));
                if (random.nextInt(10) == 0) {
                    tasks.get(random.nextInt(tasks.size())).cancel();
                }
            }
            switch (random.nextInt(8)) {
                case 0 -> scope.cancel();
                case 1 -> Channel.<Integer>unbuffered().receive(Duration.ofMillis(1));
                case 2 -> tasks.getFirst().await();
                default -> {}
            }
            if (random.nextInt(10) > 0) {
                scope.join(IOException.class);
            } else {
                scope.cancel();
            }
        } catch (Throwable t) {
            thrown = t;
            throw t;
        } finally {
            check(tasks, live.get(), thrown, mustTell);
        }
    }

    /** Answers whether all failures have to be told, which isn't so where some successes are enough. */
    private static boolean configure(Scope scope, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            scope.limit(1 + random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            scope.deadline(Duration.ofNanos(random.nextInt(2_000_000)));
        } else {
            scope.deadline(Duration.ofMillis(20)); // somebody has to end those who wait for ever
        }
        switch (random.nextInt(4)) {
            case 0 -> scope.firstSuccess();
            case 1 -> scope.atLeast(1 + random.nextInt(4));
            case 2 -> {
                scope.collectAll();
                return true;
            }
            default -> {
                return true;
            }
        }
        return false;
    }

    private Object body(Scope scope, Thread owner, SplittableRandom random, int depth) throws Exception {
        switch (random.nextInt(12)) {
            case 0 -> throw new IOException("expected");
            case 1 -> throw new IllegalStateException("expected");
            case 2 -> throw new AssertionError("expected");
            case 3 -> Channel.<Integer>unbuffered().receive();
            case 4 -> Thread.sleep(Duration.ofHours(1));
            case 5 -> Thread.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
            case 6 -> owner.interrupt();
            case 7 -> Context.current().cancel();
            case 8 -> scope.go(() -> Channel.<Integer>unbuffered().receive());
            case 9, 10 -> {
                if (depth < 4) {
                    scope(random, depth);
                }
            }
            default -> {
                try {
                    Channel.<Integer>unbuffered().receive();
                } catch (InterruptedException e) {
                    throw new IOException("expected, in cleaning up");
                }
            }
        }
        return 42;
    }

    private void check(List<Task<?>> tasks, int live, @Nullable Throwable thrown, boolean mustTell) {
        if (live != 0) {
            wrong.add(live + " goroutines live on");
        }
        Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(thrown, told);
        for (Task<?> task : tasks) {
            if (task.state() == Task.State.RUNNING) {
                wrong.add(task + " runs on");
            }
            Throwable failure = task.failure();
            if (mustTell && failure != null && !told.contains(failure)) {
                wrong.add(task + " has failed with " + failure + ", and nobody was told but of " + thrown);
            }
        }
    }

    private static void collect(@Nullable Throwable thrown, Set<Throwable> told) {
        if (thrown == null || !told.add(thrown)) {
            return;
        }
        collect(thrown.getCause(), told);
        for (Throwable suppressed : thrown.getSuppressed()) {
            collect(suppressed, told);
        }
    }
}
