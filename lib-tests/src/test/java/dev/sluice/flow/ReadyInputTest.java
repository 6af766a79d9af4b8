package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stages that go by the clock, when their input never lets them wait for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class ReadyInputTest {
    private static final int MANY = 100_000;

    private static Pipeline<Integer> endless() {
        return Pipeline.from(Stream.iterate(1, i -> i + 1).iterator());
    }

    @Test
    void the_time_of_a_batch_ends_it_though_its_input_is_always_ready() throws InterruptedException {
        Channel<Integer> full = Channel.buffered(MANY);
        IntStream.range(0, MANY).forEach(full::offer);
        full.close();

        try (var scope = Scope.open()) {
            int lists = 0;
            for (List<Integer> list : Channels.batch(scope, full, Integer.MAX_VALUE, Duration.ofNanos(1))) {
                assertThat(list).isNotEmpty();
                lists++;
            }
            assertThat(lists).isGreaterThan(1);
            scope.join();
        }
    }

    @Test
    void the_time_of_a_pipelines_batch_ends_it_though_there_is_always_an_item() throws InterruptedException {
        assertThat(endless()
                        .batch(Integer.MAX_VALUE, Duration.ofMillis(1))
                        .limit(3)
                        .toList()
                        .run())
                .hasSize(3);
    }

    @Test
    void the_time_of_a_window_ends_it_though_there_is_always_an_item() throws InterruptedException {
        assertThat(endless().window(Duration.ofMillis(1)).limit(3).toList().run())
                .hasSize(3);
    }

    @Test
    void a_window_that_is_always_over_takes_items_all_the_same() throws InterruptedException {
        assertThat(Pipeline.of(1, 2, 3).window(Duration.ofNanos(1)).toList().run())
                .containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void a_throttle_lets_items_through_though_there_is_always_a_newer_one() throws InterruptedException {
        assertThat(endless().throttle(Duration.ofMillis(1)).limit(3).toList().run())
                .hasSize(3);
    }

    @Test
    void a_signal_ends_a_stream_that_always_has_a_value() throws InterruptedException {
        try (var scope = Scope.open()) {
            var numbers = Channels.orDone(scope, Channel.after(Duration.ofMillis(1)), Channels.repeat(scope, 1));
            while (numbers.receive() != null) {
                // until the signal
            }
            scope.join();
        }
    }
}
