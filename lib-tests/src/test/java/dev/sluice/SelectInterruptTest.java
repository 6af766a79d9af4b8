package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts and cancellations before, during and together with what a select waits for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SelectInterruptTest {
    private final Channel<Integer> one = Channel.unbuffered();
    private final Channel<Integer> two = Channel.unbuffered();

    @Test
    void an_interrupt_before_the_wait_ends_it_even_if_a_case_is_ready() throws InterruptedException {
        Channel<Integer> ready = Channel.buffered(1);
        ready.send(1);
        try (var select = Select.open()) {
            var take = select.receive(ready);
            Thread.currentThread().interrupt();

            assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(ready.length()).isEqualTo(1);
            assertThat(select.await()).isSameAs(take);
        }
    }

    @Test
    void a_poll_takes_no_notice_of_an_interrupt() throws InterruptedException {
        Channel<Integer> ready = Channel.buffered(1);
        ready.send(1);
        try (var select = Select.open()) {
            var take = select.receive(ready);
            select.receive(one);
            Thread.currentThread().interrupt();

            assertThat(select.poll()).isSameAs(take);
            assertThat(select.poll()).isNull();

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void an_interrupt_or_a_cancellation_during_the_wait_ends_it_and_leaves_nothing(boolean cancel, boolean timed)
            throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.receive(one);
            var put = select.send(two).value(5);
            select.timeout(Duration.ofHours(1)).enable(timed);
            var interrupted = new AtomicInteger();
            Task<Void> waiting = scope.go(() -> {
                assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                SelectMatrixTest.assertThatNobodyWaitsAt(one, two);
                interrupted.set(1);
                // What cleans up can wait again: after an interrupt at once, after a cancellation in a detached
                // context.
                assertThat(Context.current().detached().call(select::await)).isSameAs(put);
                return null;
            });
            Waiting.receiversWaitAt(one, 1);
            Waiting.parks(waiting.strand().thread());

            if (cancel) {
                waiting.cancel();
            } else {
                waiting.strand().thread().interrupt();
            }

            Eventually.becomes(() -> interrupted.get() == 1, () -> "the wait is interrupted");
            assertThat(two.receive()).as("the value stayed with the case").isEqualTo(5);
            scope.join();
        }
    }

    @Test
    void a_goroutine_that_was_cancelled_before_it_waits_is_told_in_its_first_wait() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.receive(one);
            var begun = new AtomicInteger();
            Task<Void> waiting = scope.go(() -> {
                begun.set(1);
                while (begun.get() == 1) {
                    Thread.onSpinWait();
                }
                assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                return null;
            });
            Eventually.becomes(() -> begun.get() == 1, () -> "the goroutine has begun");
            waiting.cancel();
            begun.set(2);
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(one);
    }

    /** The match comes first, and then the interrupt, before the goroutine has seen the match. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_value_that_was_matched_is_delivered_and_the_interruption_is_kept(boolean cancel)
            throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(one);
            select.receive(two);
            Task<Void> waiting = scope.go(() -> {
                assertThat(select.await()).isSameAs(take);
                assertThat(take.value()).isEqualTo(7);
                assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                return null;
            });
            Waiting.receiversWaitAt(two, 1);
            Waiting.parks(waiting.strand().thread());

            var sender = new Wait();
            sender.prepare(7);
            one.lock();
            assertThat(one.sendFrom(sender)).isTrue();
            if (cancel) {
                waiting.cancel();
            } else {
                waiting.strand().thread().interrupt();
            }
            one.unlockAndSettle();

            waiting.await(Duration.ofSeconds(20));
            scope.join();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(one, two);
    }

    @Test
    void a_scope_that_fails_ends_the_select_of_its_owner() throws InterruptedException {
        try (var outer = Scope.open()) {
            outer.go(() -> {
                try (var select = Select.open();
                        var inner = Scope.open()) {
                    select.receive(one);
                    select.receive(two);
                    inner.go(() -> {
                        Waiting.receiversWaitAt(two, 1);
                        throw new IllegalStateException("the child failed");
                    });
                    assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                    assertThatThrownBy(inner::join).hasMessage("the child failed");
                }
            });
            outer.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(one, two);
    }

    @Tag("not-for-mutants")
    @Test
    void a_storm_of_interrupts_loses_no_value_that_was_received() throws InterruptedException {
        int values = 60_000;
        try (var scope = Scope.open()) {
            Task<Long> receiver = scope.go(() -> {
                long sum = 0;
                try (var select = Select.open()) {
                    var takes = List.of(select.receive(one), select.receive(two));
                    for (int received = 0; received < values; ) {
                        try {
                            int i = takes.indexOf(select.await());
                            sum += Objects.requireNonNull(takes.get(i).value());
                            received++;
                        } catch (InterruptedException e) {
                            // Again: no value was taken.
                        }
                    }
                }
                return sum;
            });
            scope.go(() -> {
                for (int i = 1; i <= values; i++) {
                    (i % 2 == 0 ? one : two).send(i);
                }
            });
            while (receiver.state() == Task.State.RUNNING) {
                receiver.strand().thread().interrupt();
                Thread.onSpinWait();
            }
            assertThat(receiver.await()).isEqualTo(values * (values + 1L) / 2);
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(one, two);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void a_storm_of_interrupts_loses_no_value_that_was_made_to_be_sent(int capacity) throws InterruptedException {
        int values = 30_000;
        var undelivered = new LongAdder();
        var received = new LongAdder();
        var made = new AtomicInteger();
        Channel<Integer> left = Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        Channel<Integer> right =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        try (var scope = Scope.open()) {
            Task<Void> sender = scope.go(() -> {
                try (var select = Select.open()) {
                    select.send(left, made::incrementAndGet);
                    select.send(right, made::incrementAndGet);
                    for (int sent = 0; sent < values; ) {
                        try {
                            select.await();
                            sent++;
                        } catch (InterruptedException e) {
                            // Again.
                        }
                    }
                }
                Thread.interrupted(); // of the storm's last
                left.close();
                right.close();
                return null;
            });
            for (Channel<Integer> channel : List.of(left, right)) {
                scope.go(() -> channel.forEach(received::add));
            }
            while (sender.state() == Task.State.RUNNING) {
                sender.strand().thread().interrupt();
                Thread.onSpinWait();
            }
            scope.join();
        }
        long last = made.get();
        assertThat(received.sum() + undelivered.sum()).isEqualTo(last * (last + 1) / 2);
        SelectMatrixTest.assertThatNobodyWaitsAt(left, right);
    }
}
