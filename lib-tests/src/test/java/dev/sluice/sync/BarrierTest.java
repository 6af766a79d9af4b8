package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
@NullUnmarked
class BarrierTest {
    /** Awaits, and answers what that threw. */
    private static Task<Throwable> await(Scope scope, Barrier barrier) throws InterruptedException {
        int before = barrier.waiting();
        Task<Throwable> task = scope.go(() -> {
            try {
                return new AssertionError("it tripped, for " + barrier.await());
            } catch (BrokenBarrierException | InterruptedException e) {
                return e;
            }
        });
        Eventually.becomes(() -> barrier.waiting() == before + 1);
        return task;
    }

    // pitfall 16
    @Test
    void no_party_passes_a_round_before_all_have_arrived_in_it() throws InterruptedException {
        int parties = 5;
        int rounds = 200_003;
        var arrivals = new AtomicInteger();
        var wrong = new AtomicInteger();
        var trips = new AtomicInteger();
        var barrier = new Barrier(parties, trips::incrementAndGet);

        try (var scope = Scope.open()) {
            for (int party = 0; party < parties; party++) {
                int number = party;
                scope.go(() -> {
                    for (int round = 0; round < rounds; round++) {
                        if ((round + number) % 97 == 0) {
                            LockSupport.parkNanos(1); // a different one is late each time
                        }
                        arrivals.incrementAndGet();
                        barrier.await();
                        int seen = arrivals.get();
                        if (seen < (round + 1) * parties || seen > (round + 2) * parties - 1) {
                            wrong.incrementAndGet();
                        }
                    }
                });
            }
            scope.join();
        }

        assertThat(wrong).hasValue(0);
        assertThat(trips).hasValue(rounds);
        assertThat(arrivals).hasValue(rounds * parties);
    }

    @Test
    void each_party_is_told_how_many_were_to_come() throws InterruptedException {
        var barrier = new Barrier(3);
        var missing = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            Task<Integer> first = scope.go(() -> barrier.await());
            Eventually.becomes(() -> barrier.waiting() == 1);
            Task<Integer> second = scope.go(() -> barrier.await(Duration.ofHours(1)));
            Eventually.becomes(() -> barrier.waiting() == 2);
            Task<Integer> last = scope.go(() -> barrier.await(Context.background()));
            missing.add(first.await());
            missing.add(second.await());
            missing.add(last.await());
            scope.join();
        }
        assertThat(missing).containsExactly(2, 1, 0);
        assertThat(barrier.waiting()).isZero();
    }

    // pitfall 17
    @Test
    void a_party_that_is_cancelled_releases_the_others() throws Exception {
        var barrier = new Barrier(4, () -> {}, "step");
        try (var scope = Scope.open()) {
            Task<Throwable> one = await(scope, barrier);
            Task<Throwable> other = await(scope, barrier);
            Task<Integer> dead = scope.go(() -> barrier.await());
            Eventually.becomes(() -> barrier.waiting() == 3);

            dead.cancel();

            assertThat(one.await())
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessageContaining("step is broken: ")
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(other.await()).isInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);

            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            for (int i = 0; i < 3; i++) {
                scope.go(() -> barrier.await());
            }
            barrier.await();
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void a_party_that_is_interrupted_before_it_arrives_breaks_it_too() throws InterruptedException {
        var barrier = new Barrier(2);
        try (var scope = Scope.open()) {
            Task<Throwable> other = await(scope, barrier);

            Thread.currentThread().interrupt();

            assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
            assertThat(other.await()).isInstanceOf(BrokenBarrierException.class);
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void a_party_that_is_too_late_breaks_it() throws InterruptedException {
        var barrier = new Barrier(3);
        try (var scope = Scope.open()) {
            Task<Throwable> other = await(scope, barrier);

            assertThatThrownBy(() -> barrier.await(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);

            assertThat(other.await())
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void a_context_of_another_ends_the_wait_and_breaks_it() throws InterruptedException {
        var barrier = new Barrier(3);
        try (var scope = Scope.open();
                var context = Context.background().withCancel()) {
            Task<Throwable> other = await(scope, barrier);
            context.cancel();

            assertThatThrownBy(() -> barrier.await(context)).isInstanceOf(CancelledException.class);

            assertThat(other.await()).isInstanceOf(BrokenBarrierException.class);
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void an_action_that_throws_breaks_it() throws InterruptedException {
        var failure = new AssertionError("boom");
        var barrier = new Barrier(2, () -> {
            throw failure;
        });
        try (var scope = Scope.open()) {
            Task<Throwable> other = await(scope, barrier);

            assertThatThrownBy(barrier::await).isSameAs(failure);

            assertThat(other.await()).isInstanceOf(BrokenBarrierException.class).hasCause(failure);
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void a_party_that_leaves_breaks_nothing_and_releases_those_that_have_arrived() throws InterruptedException {
        var trips = new AtomicInteger();
        var barrier = new Barrier(3, trips::incrementAndGet);
        try (var scope = Scope.open()) {
            Task<Integer> first = scope.go(() -> barrier.await());
            Eventually.becomes(() -> barrier.waiting() == 1);
            Task<Integer> second = scope.go(() -> barrier.await());
            Eventually.becomes(() -> barrier.waiting() == 2);

            barrier.leave();

            assertThat(first.await()).isEqualTo(2);
            assertThat(second.await()).isEqualTo(1);
            assertThat(trips).hasValue(1);
            assertThat(barrier.parties()).isEqualTo(2);
            scope.join();
        }
        barrier.leave();
        barrier.leave();
        assertThatThrownBy(barrier::leave).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(barrier::await).isInstanceOf(IllegalStateException.class);
        assertThat(trips).hasValue(1);
    }

    @Test
    void the_action_may_use_the_barrier() throws Exception {
        var barriers = new ArrayList<Barrier>();
        var seen = new ArrayList<String>();
        var barrier = new Barrier(1, () -> seen.add(barriers.getFirst().toString()));
        barriers.add(barrier);

        barrier.await();

        assertThat(seen).containsExactly("barrier (1 of 1 arrived)");
    }

    @Test
    void a_reset_releases_waiting_parties() throws InterruptedException {
        var barrier = new Barrier(2);
        try (var scope = Scope.open()) {
            Task<Throwable> waiting = await(scope, barrier);

            barrier.reset();

            assertThat(waiting.await())
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessageContaining("was reset");
            assertThat(barrier.isBroken()).isFalse();
            scope.join();
        }
    }

    @Test
    void an_action_may_throw_checked_exceptions() {
        var failure = new IOException("broken");
        var barrier = new Barrier(1, () -> {
            throw failure;
        });

        assertThatThrownBy(barrier::await)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void an_action_that_is_interrupted_breaks_it_in_await_and_in_leave() throws InterruptedException {
        var barrier = new Barrier(1, () -> {
            throw new InterruptedException("enough");
        });
        assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);

        var other = new Barrier(2, () -> {
            throw new InterruptedException("enough");
        });
        try (var scope = Scope.open()) {
            Task<Throwable> waiting = await(scope, other);

            assertThatThrownBy(other::leave)
                    .isInstanceOf(CancelledException.class)
                    .hasCauseInstanceOf(InterruptedException.class);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(waiting.await()).isInstanceOf(BrokenBarrierException.class);
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void rejects_fewer_parties_than_one(int parties) {
        assertThatThrownBy(() -> new Barrier(parties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parties must be at least 1, was " + parties);
    }
}
