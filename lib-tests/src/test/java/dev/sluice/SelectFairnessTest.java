package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of the ready cases has the same chance: chi-square tests that a fair select fails once in a thousand million. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SelectFairnessTest {
    private static final int PICKS = 100_000;

    @ParameterizedTest
    @CsvSource({"2, true", "2, false", "3, true", "3, false", "8, true", "8, false"})
    void every_ready_case_is_picked_as_often_as_any_other(int cases, boolean waits) throws InterruptedException {
        var counts = new long[cases];
        try (var select = Select.open()) {
            var all = IntStream.range(0, cases)
                    .mapToObj(_ -> select.receive(closed()))
                    .toList();
            select.receive(Channel.unbuffered());
            select.timeout(Duration.ZERO);

            for (int i = 0; i < PICKS; i++) {
                counts[all.indexOf(waits ? select.await() : select.poll())]++;
            }
        }
        assertEven(counts);
    }

    @Test
    void of_two_timeouts_that_were_over_the_same_one_always_came() throws InterruptedException {
        var counts = new long[3];
        try (var select = Select.open()) {
            var all = List.of(
                    select.timeout(Duration.ZERO),
                    select.timeout(Duration.ofSeconds(-1)),
                    select.timeout(Duration.ofSeconds(-2)));
            select.timeout(Duration.ofHours(1));
            for (int i = 0; i < PICKS; i++) {
                counts[all.indexOf(select.await())]++;
            }
        }
        assertEven(counts);
    }

    @Test
    void an_ordered_select_takes_the_first_of_the_timeouts_that_are_over() throws InterruptedException {
        try (var select = Select.open().ordered()) {
            select.timeout(Duration.ofHours(1));
            var first = select.timeout(Duration.ZERO);
            select.timeout(Duration.ofSeconds(-1));
            for (int i = 0; i < 100; i++) {
                assertThat(select.await()).isSameAs(first);
            }
        }
    }

    @Test
    void senders_and_receivers_are_equals() throws InterruptedException {
        Channel<Integer> in = Channel.buffered(2);
        Channel<Integer> out = Channel.buffered(2);
        var counts = new long[2];
        try (var select = Select.open()) {
            var take = select.receive(in);
            select.send(out, () -> 1);
            for (int i = 0; i < PICKS; i++) {
                in.offer(i);
                counts[select.await() == take ? 0 : 1]++;
                out.tryReceive();
            }
        }
        assertEven(counts);
    }

    /** As a loop over "stop" and "work" does in Go: stop comes out half of the time. */
    @Test
    void stop_and_work_share_the_picks() throws InterruptedException {
        Channel<Integer> work = Channel.buffered(1);
        var counts = new long[2];
        try (var select = Select.open()) {
            var stop = select.receive(closed());
            select.receive(work);
            for (int i = 0; i < 10_000; i++) {
                work.offer(i);
                counts[select.await() == stop ? 0 : 1]++;
            }
        }
        assertEven(counts);
    }

    @Test
    void one_off_selects_are_fair_too() throws InterruptedException {
        Channel<Integer> one = Channel.buffered(1);
        Channel<Integer> other = Channel.buffered(1);
        var counts = new long[2];
        for (int i = 0; i < 20_000; i++) {
            one.offer(i);
            other.offer(i);
            counts[Select.of(Select.on(one, _ -> 0, _ -> -1), Select.on(other, _ -> 1, _ -> -1))]++;
        }
        assertEven(counts);
    }

    @Test
    void each_pair_of_picks_is_as_frequent_as_any_other() throws InterruptedException {
        var counts = new long[9];
        try (var select = Select.open()) {
            var all = IntStream.range(0, 3)
                    .mapToObj(_ -> select.receive(closed()))
                    .toList();
            int before = 0;
            for (int i = 0; i < PICKS; i++) {
                int picked = all.indexOf(select.await());
                counts[before * 3 + picked]++;
                before = picked;
            }
        }
        assertEven(counts);
    }

    @Tag("not-for-mutants")
    @Test
    void cases_on_one_channel_that_becomes_ready_while_the_select_waits_take_turns() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        int rounds = 20_000;
        var counts = new long[4];
        try (var select = Select.open();
                var scope = Scope.open()) {
            var all =
                    IntStream.range(0, 4).mapToObj(_ -> select.receive(channel)).toList();
            scope.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    channel.send(i);
                }
            });
            for (int i = 0; i < rounds; i++) {
                counts[all.indexOf(select.await())]++;
            }
            scope.join();
        }
        assertEven(counts);
    }

    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void two_selects_that_wait_for_each_other_use_all_channels_evenly(int channels) throws InterruptedException {
        int rounds = 40_000;
        var counts = new long[channels];
        try (var receiving = Select.open();
                var sending = Select.open();
                var scope = Scope.open()) {
            var all = IntStream.range(0, channels)
                    .mapToObj(i -> {
                        Channel<Integer> channel = Channel.unbuffered();
                        sending.send(channel, () -> i);
                        return receiving.receive(channel);
                    })
                    .toList();
            scope.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    sending.await();
                }
            });
            for (int i = 0; i < rounds; i++) {
                counts[all.indexOf(receiving.await())]++;
            }
            scope.join();
        }
        assertEven(counts);
    }

    private static Channel<Integer> closed() {
        Channel<Integer> channel = Channel.unbuffered();
        channel.close();
        return channel;
    }

    /** Fails if chi-square is beyond six standard deviations, as Wilson and Hilferty approximate them. */
    private static void assertEven(long[] counts) {
        double expected = (double) Arrays.stream(counts).sum() / counts.length;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        double freedom = counts.length - 1;
        double bound = freedom * Math.pow(1 - 2 / (9 * freedom) + 6 * Math.sqrt(2 / (9 * freedom)), 3);
        assertThat(chiSquare).as("chi-square of %s", Arrays.toString(counts)).isLessThan(bound);
    }
}
