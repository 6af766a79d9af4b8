package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selects that prefer their cases in order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectOrderedTest {
    private final Channel<Integer> stop = Channel.unbuffered();

    @Test
    void stop_comes_before_work_whenever_both_are_ready() throws InterruptedException {
        Channel<Integer> work = Channel.buffered(1);
        work.send(1);
        stop.close();
        try (var select = Select.open().ordered()) {
            var first = select.receive(stop);
            select.receive(work);
            select.timeout(java.time.Duration.ZERO);

            for (int i = 0; i < 10_000; i++) {
                assertThat(i % 2 == 0 ? select.await() : select.poll()).isSameAs(first);
            }
        }
        assertThat(work.length()).isEqualTo(1);
    }

    @Test
    void the_first_case_that_is_ready_happens_wherever_it_stands() throws InterruptedException {
        var channels = new ArrayList<Channel<Integer>>();
        var cases = new ArrayList<Select.Case>();
        try (var select = Select.open().ordered()) {
            for (int i = 0; i < 8; i++) {
                channels.add(Channel.buffered(1));
                cases.add(select.receive(channels.get(i)));
            }
            for (int ready = 1; ready < 256; ready++) {
                for (int i = 0; i < 8; i++) {
                    channels.get(i).tryReceive();
                    if ((ready >> i & 1) != 0) {
                        channels.get(i).send(i);
                    }
                }
                var first = cases.get(Integer.numberOfTrailingZeros(ready));
                assertThat(ready % 2 == 0 ? select.await() : select.poll()).isSameAs(first);
            }
        }
    }

    @Test
    void the_first_of_several_cases_on_one_channel_is_served_first_after_a_wait() throws InterruptedException {
        try (var select = Select.open().ordered();
                var scope = Scope.open()) {
            var first = select.receive(stop);
            select.receive(stop);
            select.receive(stop);
            for (int i = 0; i < 200; i++) {
                Task<Select.Case> waiting = scope.go(select::await);
                Waiting.receiversWaitAt(stop, 3);
                stop.send(i);
                assertThat(waiting.await()).isSameAs(first);
            }
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_earlier_case_that_becomes_ready_while_a_later_one_makes_its_value_comes_first(boolean waits)
            throws InterruptedException {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> out = Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
        try (var select = Select.open().ordered()) {
            var first = select.receive(stop);
            select.send(out, () -> {
                stop.close();
                return 1;
            });

            assertThat(waits ? select.await() : select.poll()).isSameAs(first);
        }
        assertThat(undelivered).containsExactly(1);
        assertThat(out.length()).isZero();
    }

    @Test
    void a_supplier_is_not_asked_while_an_earlier_or_later_case_is_ready() throws InterruptedException {
        Channel<Integer> full = Channel.unbuffered();
        var made = new AtomicInteger();
        Channel<Integer> work = Channel.buffered(1);
        try (var select = Select.open().ordered()) {
            select.receive(stop);
            select.send(full, made::incrementAndGet);
            var take = select.receive(work);
            for (int i = 0; i < 10; i++) {
                work.send(i);
                assertThat(select.await()).isSameAs(take);
            }
        }
        assertThat(made).hasValue(0);
    }

    /** One goroutine closes stop and then sends work; whoever sees work must not have missed stop. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void work_that_was_sent_after_stop_is_never_taken_instead_of_it(boolean waits) throws InterruptedException {
        SelectRace.run(1_000_000_000L, () -> {
            Channel<Integer> stopped = Channel.unbuffered();
            Channel<Integer> work = Channel.buffered(1);
            return new SelectRace.Round(
                    () -> {
                        stopped.close();
                        work.offer(1);
                    },
                    () -> {
                        try (var select = Select.open().ordered()) {
                            var first = select.receive(stopped);
                            select.receive(work);
                            Select.Case ready = waits ? select.await() : select.poll();
                            assertThat(ready == null || ready == first).isTrue();
                        }
                    });
        });
    }

    @Test
    void a_select_is_ordered_itself_and_no_copy_of_it() throws InterruptedException {
        Channel<Integer> other = Channel.buffered(1);
        other.send(1);
        stop.close();
        for (int round = 0; round < 100; round++) {
            try (var select = Select.open()) {
                assertThat(select.ordered()).isSameAs(select);
                var first = select.receive(stop);
                select.receive(other);

                assertThat(select.await()).isSameAs(first);
            }
        }
    }

    @Test
    void the_order_is_asked_for_before_the_first_case() {
        try (var select = Select.open()) {
            select.receive(stop);

            assertThatThrownBy(select::ordered)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("ordered must come before the first case, and there are 1");
        }
    }
}
