package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.Arrays;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 60, threadMode = SEPARATE_THREAD) // a broken list is an endless loop
class TimerQueueTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final int MILLION = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1L << 27, Long.MAX_VALUE, Long.MAX_VALUE - 1_000, Long.MIN_VALUE, -1_000})
    void gives_out_at_the_deadline_and_never_before_it_wherever_the_clock_stands(long now) {
        for (long delay : new long[] {1, 999, 1_000, 1L << 27, HOUR, 400 * 24 * HOUR, Long.MAX_VALUE / 2}) {
            var queue = new TimerQueue(now);
            var timer = new CountingTimer();
            queue.add(timer, now + delay);

            assertThat(queue.poll(now)).isNull();
            assertThat(queue.poll(now + delay - 1)).isNull();
            assertThat(queue.nextDue()).isEqualTo(now + delay);
            assertThat(queue.poll(now + delay)).isSameAs(timer);
            assertThat(queue.pending()).isZero();
        }
    }

    @Test
    void a_deadline_in_the_past_is_due_at_once() {
        var queue = new TimerQueue(Long.MIN_VALUE);
        var timer = new CountingTimer();

        queue.add(timer, Long.MAX_VALUE);

        assertThat(queue.nextDue()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.poll(Long.MIN_VALUE)).isSameAs(timer);
    }

    @Test
    void a_timer_may_be_removed_while_others_are_given_out() {
        var queue = new TimerQueue(0);
        var first = new CountingTimer();
        var second = new CountingTimer();
        var third = new CountingTimer();
        queue.add(third, HOUR + 2);
        queue.add(first, HOUR);
        queue.add(second, HOUR + 1);

        assertThat(queue.poll(2 * HOUR)).isSameAs(first);
        assertThat(queue.remove(second)).isTrue();
        assertThat(queue.remove(first)).isFalse();

        assertThat(queue.poll(2 * HOUR)).isSameAs(third);
        assertThat(queue.poll(2 * HOUR)).isNull();
    }

    @Test
    void a_turn_in_steps_gives_nothing_out_of_order() {
        var queue = new TimerQueue(0);
        var timers = Stream.generate(CountingTimer::new).limit(10).toList();
        for (int i = 0; i < 10; i++) {
            queue.add(timers.get(i), HOUR + i);
        }

        boolean done = queue.turn(2 * HOUR, 3);
        assertThat(done).isFalse();
        assertThat(queue.nextDue()).isLessThanOrEqualTo(HOUR);

        assertThat(Stream.generate(() -> queue.poll(2 * HOUR)).limit(10)).containsExactlyElementsOf(timers);
    }

    @Test
    void a_timer_can_be_added_again_once_it_is_out() {
        var queue = new TimerQueue(0);
        var timer = new CountingTimer();

        queue.add(timer, 1);
        queue.poll(1);
        queue.add(timer, HOUR);
        queue.remove(timer);
        queue.add(timer, 2);

        assertThat(queue.poll(2)).isSameAs(timer);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, HOUR})
    void a_started_timer_cannot_be_started(long deadline) {
        var queue = new TimerQueue(0);
        var timer = new CountingTimer();
        queue.add(timer, deadline);

        assertThatThrownBy(() -> queue.add(timer, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("timer is already started: " + timer);

        assertThat(queue.pending()).isEqualTo(1);
    }

    @Test
    void a_timer_of_another_queue_is_not_removed() {
        var queue = new TimerQueue(0);
        var timer = new CountingTimer();
        new TimerQueue(0).add(timer, 1);

        assertThatThrownBy(() -> queue.remove(timer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("timer was started elsewhere: " + timer);
    }

    @Test
    void an_empty_queue_is_never_due() {
        var queue = new TimerQueue(0);

        assertThat(queue.poll(HOUR)).isNull();
        assertThatThrownBy(queue::nextDue).isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, HOUR})
    void a_million_timers_leave_nothing_behind(long horizon) {
        var random = new Random(1);
        var queue = new TimerQueue(0);
        var timers = new Timer[MILLION];
        Arrays.setAll(timers, _ -> new CountingTimer());
        for (Timer timer : timers) {
            queue.add(timer, random.nextLong(horizon));
        }
        assertThat(queue.pending()).isEqualTo(MILLION);

        Collections.shuffle(Arrays.asList(timers), random);
        for (Timer timer : timers) {
            assertThat(queue.remove(timer)).isTrue();
        }

        assertThat(queue.pending()).isZero();
        assertThat(queue.poll(2 * horizon)).isNull();
        assertThat(queue.nearCapacity()).isLessThan(100);
        for (Timer timer : timers) {
            assertThat(timer.next == null && timer.previous == null).isTrue();
        }
    }
}
