package dev.sluice;

import dev.sluice.function.CheckedRunnable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs two pieces of code against each other, in as many rounds as fit into a time. */
final class SelectRace {
    /* The two threads meet before every round by spinning, so that they enter it within nanoseconds of each other. */

    private static final int LEAST_ROUNDS = 200;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int SPINS_BEFORE_YIELD = 200;

    /** What the two threads do in one round, on objects of their own, and what must be true afterwards. */
    record Round(
            CheckedRunnable<InterruptedException> one,
            CheckedRunnable<InterruptedException> other,
            CheckedRunnable<InterruptedException> then) {
        Round(CheckedRunnable<InterruptedException> one, CheckedRunnable<InterruptedException> other) {
            this(one, other, () -> {});
        }
    }

    private SelectRace() {}

    static void run(long nanos, Supplier<Round> rounds) throws InterruptedException {
        long start = System.nanoTime();
        var arrived = new AtomicInteger();
        var current = new AtomicReference<@Nullable Round>();
        try (var scope = Scope.open()) {
            Task<?> partner = scope.go(() -> {
                BooleanSupplier go = () -> !Thread.currentThread().isInterrupted();
                for (int round = 1; meet(arrived, 3 * round - 1, go); round++) {
                    Round now = current.get();
                    if (now == null) {
                        return;
                    }
                    now.one.run();
                    arrived.incrementAndGet();
                }
            });
            BooleanSupplier go = () -> partner.state() == Task.State.RUNNING;
            for (int round = 1; ; round++) {
                boolean over = round > MOST_ROUNDS || (round > LEAST_ROUNDS && System.nanoTime() - start > nanos);
                Round now = over ? null : rounds.get();
                current.set(now);
                if (!meet(arrived, 3 * round - 1, go) || now == null) {
                    break;
                }
                now.other.run();
                if (!await(arrived, 3 * round, go)) {
                    break;
                }
                now.then.run();
            }
            scope.join();
        }
    }

    /** Waits until both have come; the second to come lets the first go on. Answers false if the other won't come. */
    private static boolean meet(AtomicInteger arrived, int both, BooleanSupplier go) {
        arrived.incrementAndGet();
        return await(arrived, both, go);
    }

    private static boolean await(AtomicInteger arrived, int count, BooleanSupplier go) {
        for (int spins = 1; arrived.get() < count; spins++) {
            if (!go.getAsBoolean()) {
                return arrived.get() >= count;
            }
            relax(spins);
        }
        return true;
    }

    @SuppressWarnings("ThreadPriorityCheck") // on one core the other can't come unless this one yields
    private static void relax(int spins) {
        if (spins % SPINS_BEFORE_YIELD == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}
