package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Suppliers are code of the user's: when they are asked, and what they may do. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectSupplierTest {
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
    void a_poll_asks_for_no_value_where_there_is_no_room() {
        try (var select = Select.open()) {
            select.send(full, made::incrementAndGet);
            select.send(full, made::incrementAndGet);
            select.receive(other);

            assertThat(select.poll()).isNull();
        }
        assertThat(made).hasValue(0);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_case_that_is_ready_spares_those_that_are_not_their_suppliers() throws InterruptedException {
        try (var select = Select.open()) {
            select.send(full, made::incrementAndGet);
            var take = select.receive(other);
            for (int i = 0; i < 100; i++) {
                other.send(i);
                assertThat(i % 2 == 0 ? select.await() : select.poll()).isSameAs(take);
            }
        }
        assertThat(made).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_supplier_that_throws_ends_the_wait_and_leaves_nothing(boolean ready) throws InterruptedException {
        var failure = new IllegalStateException("no value today");
        Channel<Integer> channel = ready ? Channel.buffered(1) : Channel.unbuffered();
        try (var select = Select.open().ordered()) {
            select.send(full, made::incrementAndGet);
            var failing = select.send(channel, () -> {
                throw failure;
            });
            select.receive(other);

            assertThatThrownBy(select::await).isSameAs(failure);
            SelectMatrixTest.assertThatNobodyWaitsAt(full, channel, other);
            assertThat(undelivered).as("what the first supplier had made").hasSize(made.get());

            failing.enable(false);
            assertThat(full.receive()).isEqualTo(-1);
            assertThat(select.await()).as("the select still works").isNotNull();
        }
        assertThat(full.receive()).isEqualTo(made.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_supplier_that_returns_null_is_a_null_pointer_exception(boolean ready) {
        Channel<Integer> channel = ready ? Channel.buffered(1) : Channel.unbuffered();
        try (var select = Select.open()) {
            select.send(channel, () -> null);

            assertThatThrownBy(select::await)
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("supplier");
        }
        assertThat(channel.length()).isZero();
        SelectMatrixTest.assertThatNobodyWaitsAt(channel);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_supplier_may_use_the_channels_of_its_select(boolean waits) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        try (var select = Select.open()) {
            var send = select.send(channel, () -> {
                channel.offer(1);
                return 2;
            });

            assertThat(waits ? select.await() : select.poll()).isSameAs(send);
        }
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.receive()).isEqualTo(2);
    }

    @Test
    void a_supplier_that_takes_the_room_itself_gets_its_value_to_the_hook() {
        Channel<Integer> room = Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
        try (var select = Select.open()) {
            select.send(room, () -> {
                room.offer(1);
                return made.addAndGet(2);
            });
            select.receive(other);

            assertThat(select.poll()).isNull();
        }
        assertThat(made).as("asked once in a poll, too").hasValue(2);
        assertThat(undelivered).containsExactly(2);
        assertThat(room.length()).isEqualTo(1);
    }

    @Test
    void a_supplier_may_run_another_select_on_the_same_channels() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        try (var select = Select.open()) {
            var send = select.send(
                    channel,
                    () -> inner(Select.onSend(channel, 1, () -> 3), Select.on(other, value -> value, _ -> -1)));
            select.receive(other);

            assertThat(select.await()).isSameAs(send);
        }
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.receive()).isEqualTo(3);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static int inner(Select.Branch<Integer, RuntimeException>... branches) {
        try {
            return Select.of(branches);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_supplier_that_uses_its_own_select_is_told_so(boolean awaits) {
        try (var select = Select.open()) {
            select.send(other, () -> {
                try {
                    return (awaits ? select.await() : select.poll()) == null ? 1 : 2;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

            assertThatThrownBy(select::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(select::poll).isInstanceOf(IllegalStateException.class);
        }
        assertThat(other.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @SuppressWarnings("try") // closing early is what this is about
    void a_supplier_that_closes_its_own_select_ends_it_after_the_wait(boolean room) throws InterruptedException {
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
        if (!room) {
            channel.send(1);
        }
        try (var select = Select.open();
                var scope = Scope.open()) {
            var send = select.send(channel, () -> {
                select.close();
                return 2;
            });
            Task<Select.Case> waiting = scope.go(select::await);
            if (!room) {
                Waiting.sendersWaitAt(channel, 1);
                assertThat(channel.receive()).isEqualTo(1);
            }

            assertThat(waiting.await()).isSameAs(send);

            assertThatThrownBy(select::poll).hasMessageContaining("closed");
            scope.join();
        }
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_value_given_while_another_waits_is_kept_for_the_next_wait() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);
        Channel<Integer> unbuffered = Channel.unbuffered();
        try (var select = Select.open().ordered();
                var scope = Scope.open()) {
            var put = select.send(unbuffered).value(1);
            channel.send(0);
            select.send(channel, () -> {
                if (made.getAndIncrement() == 0) {
                    put.value(2);
                }
                return 3;
            });
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.sendersWaitAt(unbuffered, 1);
            assertThat(unbuffered.receive()).isEqualTo(1);
            assertThat(waiting.await()).isSameAs(put);

            Task<Select.Case> again = scope.go(select::await);
            assertThat(unbuffered.receive()).isEqualTo(2);
            assertThat(again.await()).isSameAs(put);
            scope.join();
        }
    }

    @Test
    void polling_with_many_suppliers_asks_only_those_that_may_be_ready() {
        var asked = new ArrayList<Integer>();
        try (var select = Select.open().ordered()) {
            for (int i = 0; i < 10; i++) {
                int each = i;
                select.send(i == 7 ? other : full, () -> {
                    asked.add(each);
                    return each;
                });
            }
            assertThat(select.poll()).isNotNull();
        }
        assertThat(asked).containsExactly(7);
    }
}
