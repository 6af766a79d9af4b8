package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a select: cases come and go between waits, by one thread at a time, until it is closed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectCasesTest {
    private final Channel<Integer> one = Channel.buffered(1);
    private final Channel<Integer> two = Channel.buffered(1);

    @Test
    void cases_can_be_added_between_waits() throws InterruptedException {
        try (var select = Select.open()) {
            var seen = new HashSet<Select.Case>();
            for (int i = 1; i <= 20; i++) {
                Channel<Integer> channel = Channel.unbuffered();
                channel.close();
                var added = select.receive(channel);
                while (!seen.contains(added)) {
                    seen.add(select.await());
                }
                assertThat(seen).hasSize(i);
            }
        }
    }

    @Test
    void a_value_is_forgotten_when_the_next_wait_begins() throws InterruptedException {
        var seen = new ArrayList<@Nullable Integer>();
        one.send(1);
        try (var select = Select.open()) {
            var received = select.receive(one);
            select.await();
            seen.add(received.value());
            select.send(two, () -> {
                seen.add(received.value());
                return 2;
            });
            select.await();
        }

        assertThat(seen).containsExactly(1, null);
    }

    @Test
    void a_removed_case_is_never_chosen_again() throws InterruptedException {
        one.send(1);
        two.send(2);
        try (var select = Select.open()) {
            var first = select.receive(one);
            var second = select.receive(two);
            select.remove(first);

            assertThat(select.await()).isSameAs(second);
            assertThat(select.poll()).isNull();
            assertThat(one.length()).isEqualTo(1);

            select.remove(second);
            two.send(3);
            assertThat(select.poll()).isNull();
        }
    }

    @Test
    void cases_of_one_channel_are_removed_one_by_one() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var cases = new ArrayList<Select.Case>();
            for (int i = 0; i < 5; i++) {
                cases.add(select.receive(one));
            }
            for (int left = 5; left > 0; left--) {
                Task<Select.Case> waiting = scope.go(select::await);
                Waiting.receiversWaitAt(one, left);
                one.send(left);
                assertThat(waiting.await()).isIn(cases);
                select.remove(cases.removeFirst());
            }
            assertThat(select.poll()).isNull();
            scope.join();
        }
    }

    @Test
    void only_a_case_of_the_select_can_be_removed_and_only_once() {
        try (var select = Select.open();
                var another = Select.open()) {
            var foreign = another.receive(one);
            var own = select.receive(one);

            assertThatThrownBy(() -> select.remove(foreign)).isInstanceOf(IllegalArgumentException.class);
            select.remove(own);
            assertThatThrownBy(() -> select.remove(own)).isInstanceOf(IllegalArgumentException.class);
            assertThat(foreign.enabled()).isTrue();
        }
    }

    @Test
    void cases_can_be_disabled_and_enabled_again_in_a_loop() throws InterruptedException {
        one.send(1);
        two.send(2);
        try (var select = Select.open()) {
            var first = select.receive(one);
            var second = select.receive(two);
            for (int i = 0; i < 1_000; i++) {
                first.enable(i % 2 == 0);
                second.enable(i % 2 != 0);
                assertThat(first.enabled()).isEqualTo(i % 2 == 0);

                assertThat(i % 3 == 0 ? select.poll() : select.await()).isSameAs(i % 2 == 0 ? first : second);

                (i % 2 == 0 ? one : two).send(i);
            }
        }
    }

    @Test
    void a_shuffled_select_forgets_no_case_when_some_come_and_go() throws InterruptedException {
        try (var select = Select.open()) {
            var channels = IntStream.range(0, 10)
                    .mapToObj(_ -> Channel.<Integer>buffered(1))
                    .toList();
            var cases = new ArrayList<Select.Receive<Integer>>();
            channels.forEach(channel -> cases.add(select.receive(channel)));
            for (int round = 0; round < 2_000; round++) {
                int i = round % 10;
                if (round % 7 == 0) {
                    select.remove(cases.get(i));
                    cases.set(i, select.receive(channels.get(i)));
                }
                cases.get((i + 5) % 10).enable(round % 3 == 0);
                channels.get(i).send(round);
                cases.get(i).enable(true);

                assertThat(select.await()).isSameAs(cases.get(i));
                assertThat(cases.get(i).value()).isEqualTo(round);
                assertThat(select.poll()).isNull();
            }
        }
    }

    @Test
    void a_value_is_kept_until_the_next_wait_begins() throws InterruptedException {
        one.send(1);
        try (var select = Select.open()) {
            var take = select.receive(one);
            select.await();
            assertThat(take.value()).isEqualTo(1);
            assertThat(take.value()).isEqualTo(1);

            assertThat(select.poll()).isNull();
            assertThat(take.value()).isNull();
        }
    }

    @Test
    void a_closed_select_is_of_no_use() {
        var select = Select.open();
        var take = select.receive(one);
        select.close();
        select.close();

        assertThatThrownBy(select::await).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(select::poll).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> select.receive(one)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> select.send(one)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> select.timeout(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> select.remove(take)).isInstanceOf(IllegalArgumentException.class);
        take.enable(false);
    }

    @Test
    void a_second_thread_that_uses_the_select_is_told_so_and_the_first_goes_on() throws InterruptedException {
        Channel<Integer> silent = Channel.unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(silent);
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(silent, 1);

            assertThatThrownBy(select::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(select::poll).isInstanceOf(IllegalStateException.class);
            silent.send(1);

            assertThat(waiting.await()).isSameAs(take);
            assertThat(take.value()).isEqualTo(1);
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(silent);
    }

    @Test
    void a_select_that_another_thread_closes_ends_after_its_wait() throws InterruptedException {
        Channel<Integer> silent = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var select = Select.open();
            var take = select.receive(silent);
            select.receive(one);
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(silent, 1);
            Waiting.receiversWaitAt(one, 1);

            select.close();
            silent.send(1);

            assertThat(waiting.await()).isSameAs(take);
            assertThatThrownBy(select::poll).hasMessageContaining("closed");
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(silent, one);
    }

    @Test
    void cases_added_or_removed_during_a_wait_count_from_the_next_wait_on() throws InterruptedException {
        Channel<Integer> silent = Channel.unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(silent);
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(silent, 1);

            select.remove(take);
            var added = select.receive(one);
            one.send(2);
            silent.send(1);

            assertThat(waiting.await()).isSameAs(take);
            assertThat(select.await()).isSameAs(added);
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(silent, one);
    }

    @Test
    void one_select_can_be_handed_from_thread_to_thread() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(one);
            for (int i = 0; i < 200; i++) {
                Task<Select.Case> waiting = scope.go(select::await);
                one.send(i);
                assertThat(waiting.await()).isSameAs(take);
                assertThat(take.value()).isEqualTo(i);
            }
            scope.join();
        }
    }
}
