package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.testkit.LeakCheck;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How runs begin, and what is left of those that can't. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineStartTest {
    private static Pipeline<Integer> used() throws InterruptedException {
        Iterator<Integer> numbers = List.of(1, 2).iterator();
        Pipeline<Integer> used = Pipeline.from(numbers);
        used.discard().run();
        return used;
    }

    @Test
    void a_source_that_is_used_up_leaves_the_others_as_they_were() throws InterruptedException {
        var closed = new AtomicInteger();
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(3);
        Pipeline<Integer> stream = Pipeline.from(Stream.of(1, 2).onClose(closed::incrementAndGet));
        Pipeline<Integer> received = Pipeline.from(channel);
        var merged = Pipeline.merge(stream, received, used()).toList();

        assertThatThrownBy(merged::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an iterator can be read only once");

        assertThat(closed).hasValue(0);
        channel.close();
        assertThat(Pipeline.merge(stream, received).toList().run()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(closed).hasValue(1);
    }

    @Test
    void a_source_that_stands_in_a_pipeline_twice_can_still_be_read_once() throws InterruptedException {
        Pipeline<Integer> stream = Pipeline.from(Stream.of(1, 2));

        assertThatThrownBy(() -> Pipeline.merge(stream, stream).toList().run())
                .isInstanceOf(IllegalStateException.class);

        assertThat(stream.toList().run()).containsExactly(1, 2);
    }

    @Test
    void one_exception_that_two_sources_throw_when_closed_comes_out() {
        var constant = new IllegalStateException("can't be closed");
        Pipeline<Integer> stream = Pipeline.merge(Pipeline.from(failing(constant)), Pipeline.from(failing(constant)));

        assertThatThrownBy(() -> stream.toList().run()).isSameAs(constant);
    }

    @Test
    void an_error_that_a_source_throws_when_closed_keeps_no_other_from_being_closed() {
        var closed = new AtomicInteger();
        Channel<Integer> out = Channel.buffered(2);
        var error = new AssertionError("can't be closed");

        assertThatThrownBy(() -> Pipeline.merge(
                                Pipeline.from(failing(error)),
                                Pipeline.from(Stream.of(2).onClose(closed::incrementAndGet)))
                        .to(out)
                        .run())
                .isSameAs(error);

        assertThat(closed).hasValue(1);
        assertThat(out.isClosed()).isTrue();
    }

    @Test
    void what_a_source_throws_when_closed_is_suppressed_on_the_failure_of_the_run() {
        var failure = new IllegalArgumentException("an item");
        var second = new IllegalStateException("can't be closed");

        assertThatThrownBy(() -> Pipeline.from(failing(second))
                        .forEach(_ -> {
                            throw failure;
                        })
                        .run())
                .isSameAs(failure)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).contains(second));
    }

    private static Stream<Integer> failing(Throwable thrown) {
        return Stream.of(1).onClose(() -> {
            switch (thrown) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(thrown);
            }
        });
    }
}
