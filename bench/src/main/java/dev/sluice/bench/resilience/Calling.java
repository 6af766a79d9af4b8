package dev.sluice.bench.resilience;

import dev.sluice.bench.peer.Check;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A question about one policy. An operation is one call through it, of a method that returns a number; the policy is made once, and
 * used for all calls of all threads.
 */
@State(Scope.Benchmark)
public abstract class Calling {
    private static final int CALLS = 160_000;

    @Param
    private Callers callers;

    @Param("" + CALLS)
    private int calls;

    private final Called called = new Called();
    private int next;
    private Callable<Integer> policy;
    private ExecutorService pool;

    /** Makes the policy, and returns calls through it of what is called. */
    abstract Callable<Integer> policy(Called called);

    /** Returns what each call is to return, if what is called returns this number. */
    int answer(int ofCalled) {
        return ofCalled;
    }

    @Setup
    public void makePolicy() {
        pool = Executors.newFixedThreadPool(callers.threads());
        policy = policy(called);
    }

    @Setup(Level.Invocation)
    public void changeAnswer() {
        next = (next + 1) % 100;
        called.answer(Check.value(next));
    }

    @TearDown
    public void endThreads() {
        pool.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long call() throws Exception {
        return Check.equal(callers.make(pool, calls, this::series), (long) calls * answer(next));
    }

    private long series(int times) throws Exception {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += policy.call();
        }
        return sum;
    }
}
