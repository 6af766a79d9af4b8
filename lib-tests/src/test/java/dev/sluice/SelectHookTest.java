package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Undelivered hooks that throw, or use what the select uses: the case that happened has happened all the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectHookTest {
    private final List<Integer> undelivered = new CopyOnWriteArrayList<>();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final Channel<Integer> quiet = Channel.buffered(1);
    private Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();

    @BeforeEach
    void catch_what_is_uncaught() {
        before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    }

    @AfterEach
    void put_the_handler_back() {
        Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    private Channel.Options<Integer> failing(Channel.Options<Object> options) {
        return options.onUndelivered(value -> {
            undelivered.add(value);
            throw new IllegalStateException("hook of " + value);
        });
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void a_send_that_drops_the_oldest_value_happens_once_even_if_the_hook_throws(boolean supplied, boolean waits)
            throws InterruptedException {
        Channel<Integer> channel =
                failing(Channel.overflow(Channel.Overflow.DROP_OLDEST)).buffered(1);
        channel.send(1);
        try (var select = Select.open()) {
            select.receive(quiet);
            var send = supplied
                    ? select.send(channel, () -> 2)
                    : select.send(channel).value(2);

            assertThat(waits ? select.await() : select.poll()).isSameAs(send);

            assertThat(undelivered).containsExactly(1);
            assertThat(uncaught).singleElement().hasToString("java.lang.IllegalStateException: hook of 1");
            send.enable(supplied);
        }
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(channel.length()).isZero();
    }

    @Test
    void a_send_that_is_dropped_as_the_newest_goes_to_the_hook_once() throws InterruptedException {
        Channel<Integer> channel =
                failing(Channel.overflow(Channel.Overflow.DROP_NEWEST)).buffered(1);
        channel.send(1);
        try (var select = Select.open()) {
            var send = select.send(channel, () -> 2);

            assertThat(select.await()).isSameAs(send);
        }
        assertThat(undelivered).containsExactly(2);
        assertThat(uncaught).hasSize(1);
        assertThat(channel.receive()).isEqualTo(1);
    }

    @Test
    void a_hook_that_throws_hides_neither_the_case_that_happened_nor_the_other_values() throws InterruptedException {
        Channel<Integer> full = failing(Channel.overflow(Channel.Overflow.WAIT)).unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                int each = i;
                select.send(full, () -> each);
            }
            var take = select.receive(quiet);
            scope.go(() -> {
                Waiting.sendersWaitAt(full, 3);
                quiet.send(9);
            });

            assertThat(select.await()).isSameAs(take);

            assertThat(take.value()).isEqualTo(9);
            scope.join();
        }
        assertThat(undelivered).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(uncaught).hasSize(3);
    }

    @Test
    void a_handler_of_uncaught_exceptions_that_throws_itself_changes_nothing_either() throws InterruptedException {
        Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {
            throw new IllegalStateException("the handler is broken");
        });
        Channel<Integer> full = failing(Channel.overflow(Channel.Overflow.WAIT)).unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                int each = i;
                select.send(full, () -> each);
            }
            var take = select.receive(quiet);
            scope.go(() -> {
                Waiting.sendersWaitAt(full, 3);
                quiet.send(9);
            });

            assertThat(select.await()).isSameAs(take);
            scope.join();

            quiet.send(10);
            assertThat(select.poll()).as("the select still works").isSameAs(take);
        }
        assertThat(undelivered).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void a_hook_may_use_the_channels_of_the_select() throws InterruptedException {
        var got = new ArrayList<Integer>();
        Channel<Integer> full = Channel.<Integer>onUndelivered(value -> {
                    got.add(value);
                    assertThat(quiet.offer(value)).isEqualTo(Offer.SENT);
                    try (var inner = Select.open()) {
                        inner.receive(quiet);
                        assertThat(inner.poll()).isNotNull();
                    }
                })
                .unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.send(full, () -> 1);
            var take = select.receive(quiet);
            scope.go(() -> {
                Waiting.sendersWaitAt(full, 1);
                quiet.send(9);
            });

            assertThat(select.await()).isSameAs(take);
            assertThat(take.value()).isEqualTo(9);
            scope.join();
        }
        assertThat(got).containsExactly(1);
        assertThat(uncaught).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_wait_throws_comes_before_what_a_hook_throws(boolean closed) {
        Channel<Integer> channel =
                failing(Channel.overflow(Channel.Overflow.WAIT)).unbuffered();
        if (closed) {
            channel.close();
        }
        try (var select = Select.open().ordered()) {
            select.send(channel, () -> 1);
            select.send(quiet, () -> {
                throw new UnsupportedOperationException();
            });
            quiet.offer(0);

            assertThatThrownBy(select::await)
                    .isInstanceOf(closed ? ChannelClosedException.class : UnsupportedOperationException.class);
        }
        assertThat(undelivered).containsExactly(1);
        assertThat(uncaught).hasSize(1);
    }
}
