package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ContextDeadlineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private ManualWorld world;

    @SuppressWarnings("NullAway") // JUnit calls begin before any test
    ContextDeadlineTest() {}

    @BeforeEach
    void begin() {
        world = ManualWorld.beginBeforeWrap();
    }

    @AfterEach
    void end() {
        world.close();
        assertThat(world.timers().pending()).as("pending timers").isZero();
    }

    @Test
    void is_cancelled_at_its_deadline_and_not_before() {
        var context = Context.background().withTimeout(SECOND);

        world.advance(SECOND.minusNanos(1));
        assertThat(context.isCancelled()).isFalse();
        world.advance(Duration.ofNanos(1));

        assertThat(context.cause())
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("the deadline was exceeded")
                .isSameAs(context.cause());
        assertThatThrownBy(context::throwIfCancelled).isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void closes_done_at_its_deadline() {
        var context = Context.background().withTimeout(SECOND);
        var done = (Channel<Void>) context.done();

        world.advance(SECOND.minusNanos(1));
        assertThat(done.isClosed()).isFalse();
        world.advance(Duration.ofNanos(1));

        assertThat(done.isClosed()).isTrue();
    }

    @Test
    void the_scale_of_moments_may_wrap_around_meanwhile() {
        var context = Context.background().withTimeout(HOUR);
        var child = context.withTimeout(HOUR.plusSeconds(1));
        child.done();

        world.advance(HOUR.minusNanos(1));
        assertThat(child.isCancelled()).isFalse();
        world.advance(Duration.ofNanos(1));

        assertThat(child.isCancelled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_timeout_that_is_zero_or_negative_is_over(long seconds) {
        var parent = Context.background().withCancel();

        var context = parent.withTimeout(Duration.ofSeconds(seconds));

        assertThat(context.cause()).isInstanceOf(DeadlineExceededException.class);
        assertThat(((Channel<Void>) context.done()).isClosed()).isTrue();
        assertThat(parent.isCancelled()).isFalse();
    }

    @Test
    void a_huge_timeout_is_never_over() {
        var context = Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        var until = Context.background().withDeadline(Instant.MAX);
        context.done();
        until.done();

        world.advance(Duration.ofDays(36_500));

        assertThat(context.isCancelled()).isFalse();
        assertThat(until.isCancelled()).isFalse();
        context.close();
        until.close();
    }

    @Test
    void a_deadline_in_the_past_is_over() {
        assertThat(Context.background().withDeadline(Instant.MIN).isCancelled()).isTrue();
        assertThat(Context.background().withDeadline(world.now()).isCancelled()).isTrue();
        assertThat(Context.background().withDeadline(world.now().plusNanos(1)).isCancelled())
                .isFalse();
    }

    @Test
    void tells_its_deadline() {
        Instant deadline = world.now().plus(SECOND);

        var context = Context.background().withDeadline(deadline);

        assertThat(context.deadline()).isEqualTo(deadline);
        assertThat(context.withCancel().deadline()).isEqualTo(deadline);
        assertThat(context).hasToString("context (until " + deadline + ")");
        world.advance(HOUR);
        assertThat(context.deadline()).isEqualTo(deadline);
    }

    @Test
    void the_deadline_of_a_child_is_never_later_than_that_of_its_parent() {
        var parent = Context.background().withTimeout(SECOND);
        var later = parent.withTimeout(HOUR);
        var earlier = parent.withTimeout(Duration.ofMillis(1));

        assertThat(later.deadline()).isEqualTo(parent.deadline());
        assertThat(earlier.deadline()).isBefore(parent.deadline());
        world.advance(Duration.ofMillis(1));
        assertThat(earlier.isCancelled()).isTrue();
        assertThat(parent.isCancelled()).isFalse();
        world.advance(SECOND);

        assertThat(later.cause()).isNotNull().isSameAs(parent.cause());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
    void the_earlier_deadline_counts_wherever_the_scale_of_moments_begins(long beginning) {
        try (var _ = ManualWorld.begin(beginning)) {
            var parent = Context.background().withTimeout(HOUR);

            assertThat(parent.withTimeout(SECOND).deadline()).isEqualTo(ManualWorld.START.plus(SECOND));
            assertThat(parent.withTimeout(HOUR.plus(SECOND)).deadline()).isEqualTo(ManualWorld.START.plus(HOUR));
        }
    }

    @Test
    void a_merged_context_has_the_earlier_deadline() {
        var first = Context.background().withTimeout(HOUR);
        var second = Context.background().withTimeout(SECOND);
        var none = Context.background().withCancel();

        assertThat(Context.merge(first, second).deadline()).isEqualTo(second.deadline());
        assertThat(Context.merge(second, first).deadline()).isEqualTo(second.deadline());
        assertThat(Context.merge(none, first).deadline()).isEqualTo(first.deadline());
        assertThat(Context.merge(first, none).deadline()).isEqualTo(first.deadline());
        var merged = Context.merge(first, second);
        merged.done();
        world.advance(SECOND);

        assertThat(merged.cause()).isNotNull().isSameAs(second.cause());
        assertThat(first.isCancelled()).isFalse();
    }

    @Test
    void a_detached_context_has_no_deadline() {
        var context = Context.background().withTimeout(SECOND);
        var detached = context.detached();

        world.advance(HOUR);

        assertThat(detached.deadline()).isNull();
        assertThat(detached.isCancelled()).isFalse();
    }

    @Test
    void has_a_timer_only_while_it_has_listeners() {
        var context = Context.background().withTimeout(HOUR);
        assertThat(world.timers().pending()).isZero();

        var registration = context.withCancel().onCancel(() -> {});
        var another = context.onCancel(() -> {});
        assertThat(world.timers().pending()).isEqualTo(1);
        registration.close();
        assertThat(world.timers().pending()).isEqualTo(1);
        another.close();

        assertThat(world.timers().pending()).isZero();
    }

    @Test
    void leaves_no_timer_when_cancelled_first() {
        var parent = Context.background().withCancel();
        var context = parent.withTimeout(HOUR);
        context.done();

        parent.cancel();

        assertThat(world.timers().pending()).isZero();
        assertThat(context.cause()).isSameAs(parent.cause());
    }

    @Test
    void leaves_no_timer_where_a_context_above_had_been_cancelled_unnoticed() {
        var top = Context.background().withCancel();
        var between = top.withCancel();
        top.cancel();

        var context = between.withTimeout(HOUR);
        context.done();

        assertThat(world.timers().pending()).isZero();
        assertThat(context.cause()).isSameAs(top.cause());
        assertThat(Listening.to(between)).isZero();
    }

    @Test
    void leaves_no_timer_where_a_deadline_above_had_passed_unnoticed() {
        var top = Context.background().withTimeout(SECOND);
        var between = top.withCancel();
        var context = Context.merge(between, Context.background().withTimeout(HOUR));
        world.advance(SECOND);

        context.done();

        assertThat(world.timers().pending()).isZero();
        assertThat(context.cause()).isSameAs(top.cause());
    }

    @Test
    void a_cancellation_that_comes_after_the_deadline_is_too_late() {
        var context = Context.background().withTimeout(SECOND);
        world.advance(SECOND);

        assertThat(context.cancel()).isFalse();

        assertThat(context.cause()).isInstanceOf(DeadlineExceededException.class);
    }
}
