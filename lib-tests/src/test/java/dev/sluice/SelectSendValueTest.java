package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the value of a send case comes from, and what becomes of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectSendValueTest {
    private final List<Integer> undelivered = new CopyOnWriteArrayList<>();
    private final Channel<Integer> full = fullChannel();
    private final Channel<Integer> other = Channel.buffered(1);
    private final AtomicInteger made = new AtomicInteger();

    private Channel<Integer> fullChannel() {
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
        channel.offer(-1);
        return channel;
    }

    @Test
    void a_supplier_is_asked_once_in_a_wait_and_its_value_goes_to_the_hook_when_another_case_comes_first()
            throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.send(full, made::incrementAndGet);
            var take = select.receive(other);
            for (int i = 1; i <= 50; i++) {
                Task<Select.Case> waiting = scope.go(select::await);
                Waiting.sendersWaitAt(full, 1);
                other.send(i);

                assertThat(waiting.await()).isSameAs(take);

                assertThat(made).hasValue(i);
                assertThat(undelivered).hasSize(i).endsWith(i);
            }
            scope.join();
        }
        assertThat(full.receive()).isEqualTo(-1);
        SelectMatrixTest.assertThatNobodyWaitsAt(full, other);
    }

    @Test
    void a_made_value_goes_to_the_hook_when_the_wait_is_interrupted() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.send(full, made::incrementAndGet);
            Task<Void> waiting = scope.go(() -> {
                assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                return null;
            });
            Waiting.sendersWaitAt(full, 1);

            waiting.strand().thread().interrupt();

            scope.join();
        }
        assertThat(undelivered).containsExactly(1);
        SelectMatrixTest.assertThatNobodyWaitsAt(full);
    }

    @Test
    void a_made_value_goes_to_the_hook_when_the_time_is_over() throws InterruptedException {
        try (var select = Select.open()) {
            select.send(full, made::incrementAndGet);
            var late = select.timeout(Duration.ZERO);

            assertThat(select.await()).isSameAs(late);
            assertThat(select.await()).isSameAs(late);
        }
        assertThat(undelivered).containsExactly(1, 2);
    }

    @Test
    void a_wait_that_was_interrupted_before_asks_for_nothing() {
        try (var select = Select.open()) {
            select.send(other, made::incrementAndGet);
            Thread.currentThread().interrupt();

            assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        assertThat(made).hasValue(0);
        assertThat(other.length()).isZero();
    }

    @Test
    void a_given_value_stays_with_the_caller_until_it_is_sent() throws InterruptedException {
        try (var select = Select.open()) {
            var put = select.send(full).value(5);
            var take = select.receive(other);
            other.send(0);
            assertThat(select.await()).isSameAs(take);
            assertThat(undelivered).isEmpty();

            assertThat(full.receive()).isEqualTo(-1);
            assertThat(select.await()).isSameAs(put);
            assertThat(full.receive()).isEqualTo(5);
            assertThat(select.poll()).as("it is sent once only").isNull();

            put.value(6).value(7);
            assertThat(select.await()).isSameAs(put);
            assertThat(full.receive()).isEqualTo(7);
        }
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_given_value_stays_with_the_caller_when_the_channel_is_closed() {
        full.close();
        try (var select = Select.open()) {
            select.send(full).value(5);

            assertThatThrownBy(select::await).isInstanceOf(ChannelClosedException.class);
            assertThatThrownBy(select::await).isInstanceOf(ChannelClosedException.class);
        }
        assertThat(undelivered).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // misuse is what this is about
    void a_case_with_a_supplier_takes_no_value_and_null_is_no_value() {
        try (var select = Select.open()) {
            var supplied = select.send(other, () -> 1);
            var given = select.send(other);

            assertThatThrownBy(() -> supplied.value(2)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> given.value(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> select.send(other, null)).isInstanceOf(NullPointerException.class);
        }
    }
}
