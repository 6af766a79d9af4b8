package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.LeakCheck;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A wait that was interrupted or cancelled, and then gets what it has waited for, on real threads: it throws, and takes nothing.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
@NullUnmarked
class GivenUpFirstTest {
    private static final int ROUNDS = 2_000;

    static Stream<Named<Supplier<WaitWithRoom>>> waits() {
        return WaitWithRoom.all();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void interrupted_before_there_was_room_it_throws_and_takes_nothing(Supplier<WaitWithRoom> waits) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            WaitWithRoom wait = waits.get();
            var thrown = new AtomicReference<Throwable>();
            Thread waiting = Thread.ofVirtual().start(() -> thrown.set(wait.thrown()));
            if (round % 2 == 0 || wait.mustHaveWaited()) {
                awaitParked(waiting);
            }

            waiting.interrupt();
            wait.makeRoom();
            waiting.join();

            assertInterrupted(thrown.get());
            assertThat(wait.isUntouched()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("waits")
    void cancelled_before_there_was_room_it_throws_and_takes_nothing(Supplier<WaitWithRoom> waits) throws Exception {
        try (var scope = Scope.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                WaitWithRoom wait = waits.get();
                var thread = new AtomicReference<Thread>();
                Task<Throwable> waiting = scope.go(() -> {
                    thread.set(Thread.currentThread());
                    return wait.thrown();
                });
                while (thread.get() == null) {
                    Thread.onSpinWait();
                }
                if (round % 2 == 0 || wait.mustHaveWaited()) {
                    awaitParked(thread.get());
                }

                waiting.cancel();
                wait.makeRoom();

                assertCancelled(waiting.await());
                assertThat(wait.isUntouched()).isTrue();
            }
            scope.join();
        }
    }

    @Test
    void a_context_that_was_cancelled_before_there_was_room_comes_before_the_permit() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var semaphore = new Semaphore(1);
            var held = semaphore.acquire();
            var context = Context.background().withCancel();
            var thrown = new AtomicReference<Throwable>();
            Thread waiting = Thread.ofVirtual()
                    .start(() -> thrown.set(WaitWithRoom.thrownBy(() -> semaphore.acquire(1, context))));
            if (round % 2 == 0) {
                awaitParked(waiting);
            }

            context.cancel();
            held.close();
            waiting.join();

            assertThat(thrown.get()).isInstanceOf(CancelledException.class);
            assertThat(semaphore.available()).isEqualTo(1);
        }
    }

    @Test
    void a_context_that_was_cancelled_before_there_was_room_comes_before_the_queue() throws Exception {
        try (var scope = Scope.open();
                WorkerPool<Integer, Integer> pool =
                        WorkerPool.workers(1).queue(1).start(scope, job -> job)) {
            for (int job = 0; job < 2; job++) {
                pool.submit(job); // the worker has one until its result is received, and another one is queued
            }
            int received = 0;
            for (int round = 0; round < ROUNDS; round++) {
                var context = Context.background().withCancel();
                var thrown = new AtomicReference<Throwable>();
                Thread waiting = Thread.ofVirtual()
                        .start(() -> thrown.set(WaitWithRoom.thrownBy(() -> pool.submit(-1, context))));
                awaitParked(waiting);

                context.cancel();
                received = pool.results().receive().job();
                waiting.join();

                assertThat(thrown.get()).isInstanceOf(CancelledException.class);
                assertThat(received).isNotEqualTo(-1);
                pool.submit(round);
            }
            pool.cancel();
            scope.join();
        }
    }

    @Test
    void a_cancelled_context_doesnt_complete_a_barrier() throws Exception {
        var barrier = new Barrier(1, () -> {
            throw new AssertionError("the round was counted");
        });
        try (var context = Context.background().withCancel()) {
            context.cancel();

            assertThatThrownBy(() -> barrier.await(context)).isInstanceOf(CancelledException.class);
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    private static void awaitParked(Thread thread) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> {
                    return;
                }
                default -> Thread.onSpinWait();
            }
        }
    }

    private static void assertInterrupted(Throwable thrown) {
        Throwable interruption = thrown instanceof InterruptedIOException ? thrown.getCause() : thrown;
        assertThat(interruption).isExactlyInstanceOf(InterruptedException.class);
    }

    private static void assertCancelled(Throwable thrown) {
        Throwable cancellation = thrown instanceof InterruptedIOException ? thrown.getCause() : thrown;
        assertThat(cancellation).isInstanceOf(ContextCancelledException.class);
    }
}
