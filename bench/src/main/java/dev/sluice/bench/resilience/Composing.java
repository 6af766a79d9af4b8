package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
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
 * What do several policies add to a call that succeeds? An operation is one call, of a method that answers a number, by a retry
 * around a breaker around a limiter: the policies of the other questions, with a permit for everybody.
 */
@Question(
        group = Group.RESILIENCE,
        order = 4,
        name = "guard",
        title = "retry, breaker and limiter, {callers}",
        brief = true)
@State(Scope.Benchmark)
public class Composing {
    private static final int CALLS = 160_000;

    @Param({"SLUICE", "RESILIENCE4J", "FAILSAFE"})
    private Peer peer;

    @Param
    private Callers callers;

    @Param("" + CALLS)
    private int calls;

    private final Called called = new Called();
    private int result;
    private Callable<Integer> guarded;
    private ExecutorService pool;

    @Setup
    public void makePolicy() {
        pool = Executors.newFixedThreadPool(callers.threads());
        guarded = Guarded.byAll(peer, called);
    }

    @Setup(Level.Invocation)
    public void changeResult() {
        result = (result + 1) % 100;
        called.answer(Check.value(result));
    }

    @TearDown
    public void endThreads() {
        pool.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long call() throws Exception {
        return Check.equal(callers.make(pool, calls, this::series), (long) calls * result);
    }

    private long series(int times) throws Exception {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += guarded.call();
        }
        return sum;
    }
}
