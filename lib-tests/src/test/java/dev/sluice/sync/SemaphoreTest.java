package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
@Timeout(60)
@LeakCheck
@NullUnmarked
class SemaphoreTest {
    private static final Duration LONG = Duration.ofHours(1);

    // pitfall 22
    @Test
    void closing_a_permit_twice_frees_only_one() throws InterruptedException {
        var semaphore = new Semaphore(2);
        Semaphore.Permit first = semaphore.acquire();
        Semaphore.Permit second = semaphore.acquire();

        first.close();
        first.close();

        assertThat(semaphore.available()).isEqualTo(1);
        second.close();
        assertThat(semaphore.available()).isEqualTo(2);
    }

    // pitfall 22
    @Test
    void nothing_but_a_permit_gives_anything_back() {
        assertThat(Arrays.stream(Semaphore.class.getMethods()).map(Method::getName))
                .doesNotContain("release", "reducePermits", "drainPermits");
        assertThat(Semaphore.Permit.class.getConstructors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void rejects_numbers_below_one(int number) {
        var semaphore = new Semaphore(3);

        assertThatThrownBy(() -> new Semaphore(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be at least 1, was " + number);
        assertThatThrownBy(() -> semaphore.resize(number)).hasMessage("limit must be at least 1, was " + number);
        assertThatThrownBy(() -> semaphore.acquire(number)).hasMessage("permits must be at least 1, was " + number);
        assertThatThrownBy(() -> semaphore.tryAcquire(number)).hasMessage("permits must be at least 1, was " + number);
        assertThat(semaphore.available()).isEqualTo(3);
    }

    @Test
    void a_try_block_cant_take_a_refusal_for_a_permit() throws Exception {
        for (Method each : Semaphore.class.getMethods()) {
            if (each.getName().equals("tryAcquire")) {
                assertThat(AutoCloseable.class.isAssignableFrom(each.getReturnType()))
                        .isFalse();
            }
        }
        var semaphore = new Semaphore(1);
        try (var _ = semaphore.acquire()) {
            for (Duration timeout : List.of(Duration.ofSeconds(-1), Duration.ZERO, Duration.ofMillis(1))) {
                assertThatThrownBy(() -> {
                            try (var _ = semaphore.acquire(timeout)) {
                                throw new AssertionError("it was let in without a permit");
                            }
                        })
                        .isInstanceOf(TimeoutException.class);
            }
        }
        assertThat(semaphore.available()).isEqualTo(1);
    }

    // pitfall 23
    @Test
    void asking_for_more_than_the_limit_fails_at_once() throws InterruptedException {
        var semaphore = new Semaphore(4, "connections");
        var message = "permits must be at most the limit of connections, which is 4, was 5";

        assertThatThrownBy(() -> semaphore.acquire(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> semaphore.acquire(5, LONG)).hasMessage(message);
        assertThatThrownBy(() -> semaphore.tryAcquire(5)).hasMessage(message);
        assertThat(semaphore.available()).isEqualTo(4);
    }

    // pitfall 23
    @Test
    void cancelling_the_first_waiter_admits_the_others_at_once() throws InterruptedException {
        var semaphore = new Semaphore(10);
        try (var scope = Scope.open();
                var held = semaphore.acquire(7)) {
            Task<?> large = scope.go(() -> semaphore.acquire(10));
            Eventually.becomes(() -> semaphore.waiting() == 1);
            Task<Semaphore.Permit> small = scope.go(() -> semaphore.acquire(2));
            Eventually.becomes(() -> semaphore.waiting() == 2);

            large.cancel();

            try (var got = small.await()) {
                assertThat(got.permits()).isEqualTo(2);
                assertThat(semaphore.available()).isEqualTo(1);
                assertThat(held.permits()).isEqualTo(7);
            }
            scope.join();
        }
        assertThat(semaphore.available()).isEqualTo(10);
    }

    // pitfall 23
    @Test
    void waiters_enter_in_the_order_of_waiting_and_none_overtakes() throws InterruptedException {
        var semaphore = new Semaphore(3);
        var order = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            Semaphore.Permit all = semaphore.acquire(3);
            for (int i = 0; i < 7; i++) {
                int number = i;
                scope.go(() -> {
                    try (var _ = semaphore.acquire(3 - number % 2)) {
                        order.add(number);
                    }
                });
                Eventually.becomes(() -> semaphore.waiting() == number + 1);
            }
            assertThat(semaphore.tryAcquire()).isEmpty();

            all.close();

            scope.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void small_ones_dont_pass_a_large_one_that_waits() throws InterruptedException {
        var semaphore = new Semaphore(4);
        Semaphore.Permit three = semaphore.acquire(3);
        try (var scope = Scope.open()) {
            Task<Semaphore.Permit> large = scope.go(() -> semaphore.acquire(2));
            Eventually.becomes(() -> semaphore.waiting() == 1);

            assertThat(semaphore.available()).isEqualTo(1);
            assertThat(semaphore.tryAcquire()).isEmpty();
            assertThatThrownBy(() -> semaphore.acquire(Duration.ofNanos(1)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("1 of semaphore not acquired within PT0.000000001S");

            three.close();
            large.await().close();
            scope.join();
        }
    }

    @Test
    void a_permit_may_be_closed_by_another_thread() throws InterruptedException {
        var semaphore = new Semaphore(1);
        try (var scope = Scope.open()) {
            Semaphore.Permit permit = semaphore.acquire();
            scope.go(permit::close);
            scope.join();
        }
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void an_interrupted_thread_gets_nothing_even_where_it_need_not_wait() throws InterruptedException {
        var semaphore = new Semaphore(1);

        Thread.currentThread().interrupt();

        assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void a_context_of_another_ends_the_wait() throws InterruptedException {
        var semaphore = new Semaphore(1);
        try (var scope = Scope.open();
                var context = Context.background().withCancel();
                var _ = semaphore.acquire()) {
            Task<Throwable> waiting = scope.go(() -> {
                try {
                    return new AssertionError(semaphore.acquire(1, context));
                } catch (CancelledException e) {
                    return e;
                }
            });
            Eventually.becomes(() -> semaphore.waiting() == 1);

            context.cancel(new IllegalStateException("enough"));

            assertThat(waiting.await()).isInstanceOf(CancelledException.class).hasMessageContaining("enough");
            assertThat(semaphore.waiting()).isZero();
            assertThatThrownBy(() -> semaphore.acquire(1, context)).isInstanceOf(CancelledException.class);
            scope.join();
        }
    }

    // asks 17
    @Test
    void a_larger_limit_admits_waiting_threads() throws InterruptedException {
        var semaphore = new Semaphore(2);
        try (var scope = Scope.open();
                var _ = semaphore.acquire(2)) {
            Task<Semaphore.Permit> first = scope.go(() -> semaphore.acquire(2));
            Eventually.becomes(() -> semaphore.waiting() == 1);
            Task<Semaphore.Permit> second = scope.go(() -> semaphore.acquire(1));
            Eventually.becomes(() -> semaphore.waiting() == 2);

            semaphore.resize(5);

            first.await();
            second.await();
            assertThat(semaphore.available()).isZero();
            first.await().close();
            second.await().close();
            scope.join();
        }
        assertThat(semaphore.available()).isEqualTo(5);
    }

    // asks 17
    @Test
    void a_smaller_limit_takes_nothing_away_and_admits_none_before_there_is_room() throws InterruptedException {
        var semaphore = new Semaphore(5);
        Semaphore.Permit three = semaphore.acquire(3);
        Semaphore.Permit two = semaphore.acquire(2);

        semaphore.resize(1);

        assertThat(semaphore.available()).isEqualTo(-4);
        assertThat(semaphore.limit()).isEqualTo(1);
        three.close();
        assertThat(semaphore.available()).isEqualTo(-1);
        assertThat(semaphore.tryAcquire()).isEmpty();
        two.close();
        try (var _ = semaphore.tryAcquire().orElseThrow()) {
            assertThat(semaphore.tryAcquire()).isEmpty();
        }
    }

    // asks 17
    @Test
    void a_waiter_for_more_than_a_new_limit_is_told_and_those_behind_enter() throws InterruptedException {
        var semaphore = new Semaphore(5);
        try (var scope = Scope.open();
                var _ = semaphore.acquire(2)) {
            Task<Throwable> large = scope.go(() -> {
                try {
                    return new AssertionError(semaphore.acquire(5));
                } catch (IllegalArgumentException e) {
                    return e;
                }
            });
            Eventually.becomes(() -> semaphore.waiting() == 1);
            Task<Semaphore.Permit> small = scope.go(() -> semaphore.acquire(1));
            Eventually.becomes(() -> semaphore.waiting() == 2);

            semaphore.resize(3);

            assertThat(large.await())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("permits must be at most the limit of semaphore, which is 3, was 5");
            small.await().close();
            scope.join();
        }
        assertThat(semaphore.available()).isEqualTo(3);
    }

    @Test
    void thousands_of_waiters_can_leave_in_any_order() throws InterruptedException {
        var semaphore = new Semaphore(1);
        var tasks = new ArrayList<Task<?>>();
        try (var scope = Scope.open();
                var _ = semaphore.acquire()) {
            for (int i = 0; i < 30_000; i++) {
                tasks.add(scope.go(() -> semaphore.acquire()));
            }
            Eventually.becomes(() -> semaphore.waiting() == 30_000);

            for (Task<?> task : tasks.reversed()) {
                task.cancel();
            }

            scope.join();
        }
        assertThat(semaphore.waiting()).isZero();
        assertThat(semaphore.available()).isEqualTo(1);
    }

    @Test
    void never_more_is_held_than_the_limit_whatever_is_cancelled_or_too_late() throws InterruptedException {
        var semaphore = new Semaphore(11);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var entered = new AtomicInteger();

        try (var scope = Scope.open().collectAll()) {
            for (int i = 0; i < 2_003; i++) {
                int permits = i % 11 + 1;
                Duration patience = i % 3 == 0 ? Duration.ofNanos(i * 100L) : LONG;
                Task<?> task = scope.go(() -> {
                    for (int round = 0; round < 23; round++) {
                        try (var _ = semaphore.acquire(permits, patience)) {
                            most.accumulateAndGet(inside.addAndGet(permits), Math::max);
                            entered.incrementAndGet();
                            LockSupport.parkNanos(1);
                            inside.addAndGet(-permits);
                        } catch (TimeoutException _) {
                            // too late
                        }
                    }
                });
                if (i % 7 == 0) {
                    task.cancel();
                }
            }
            scope.join();
        }

        assertThat(most.get()).isPositive().isLessThanOrEqualTo(11);
        assertThat(entered.get()).isPositive();
        assertThat(semaphore.available()).isEqualTo(11);
        assertThat(semaphore.waiting()).isZero();
    }

    @Test
    void a_thread_dump_shows_what_is_waited_for() throws InterruptedException {
        var semaphore = new Semaphore(1, "downloads");
        var never = Channel.<Integer>unbuffered();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var _ = semaphore.acquire()) {
                    never.receive();
                }
            });
            Eventually.becomes(() -> semaphore.available() == 0);
            scope.go(() -> semaphore.acquire());
            Eventually.becomes(() -> semaphore.waiting() == 1);

            assertThat(semaphore).hasToString("downloads (1 of 1 held, 1 waiting)");
            scope.cancel();
            scope.join();
        }
        assertThat(semaphore).hasToString("downloads (0 of 1 held, 0 waiting)");
    }
}
