package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ContextCancelTest {
    private final Throwable reason = new IOException("the disk is full");

    @Test
    void the_background_is_never_cancelled() {
        var background = Context.background();

        assertThatThrownBy(background::cancel)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("withCancel()");
        assertThatThrownBy(background::close).isInstanceOf(UnsupportedOperationException.class);
        assertThat(background.isCancelled()).isFalse();
        assertThat(background.done().tryReceive()).isEqualTo(Received.empty());
        assertThat(background.deadline()).isNull();
        assertThat(background).hasToString("context (background)");
    }

    @Test
    void is_cancelled_once_and_keeps_its_cause_for_ever() {
        var context = Context.background().withCancel();

        assertThat(context.cause()).isNull();
        assertThat(context.cancel(reason)).isTrue();
        assertThat(context.cancel()).isFalse();
        assertThat(context.cancel(new IOException("too late"))).isFalse();
        context.close();

        assertThat(context.isCancelled()).isTrue();
        assertThat(context.cause()).isSameAs(reason);
        assertThat(context).hasToString("context (cancelled: " + reason + ")");
    }

    @Test
    void cancel_without_a_cause_and_close_say_what_they_are() {
        var cancelled = Context.background().withCancel();
        var closed = Context.background().withCancel();

        cancelled.cancel();
        closed.close();

        assertThat(cancelled.cause()).isInstanceOf(CancelledException.class).hasMessage("the context was cancelled");
        assertThat(closed.cause()).isInstanceOf(CancelledException.class).hasMessage("the context was closed");
    }

    @Test
    void a_cause_must_be_given() {
        var context = Context.background().withCancel();

        assertThatThrownBy(() -> context.cancel(nothing())).isInstanceOf(NullPointerException.class);

        assertThat(context.isCancelled()).isFalse();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void an_action_that_waits_for_the_background_never_runs() {
        var helped = new AtomicInteger();
        World real = World.current();
        World.use(new ForwardingWorld(real) {
            @Override
            public void helper(Runnable job) {
                helped.incrementAndGet();
            }
        });
        try {
            Context.background().onCancel(() -> {}).close();
        } finally {
            World.use(real);
        }

        assertThat(helped).hasValue(0);
    }

    @Test
    void reaches_all_below_and_nothing_above() {
        var grandparent = Context.background().withCancel();
        var parent = grandparent.withCancel();
        var child = parent.with(Context.key("name"), "value").withCancel();
        var sibling = grandparent.withCancel();

        parent.cancel(reason);

        assertThat(child.cause()).isSameAs(reason);
        assertThat(grandparent.isCancelled()).isFalse();
        assertThat(sibling.isCancelled()).isFalse();
    }

    @Test
    void a_child_keeps_its_own_cause_when_its_parent_follows() {
        var parent = Context.background().withCancel();
        var child = parent.withCancel();

        child.cancel(reason);
        parent.cancel();

        assertThat(child.cause()).isSameAs(reason);
        assertThat(parent.cause()).isNotSameAs(reason);
    }

    @Test
    void a_child_was_cancelled_with_its_parent_even_if_it_was_not_asked() {
        var parent = Context.background().withCancel();
        var cancelled = parent.withCancel();
        var closed = parent.withCancel();

        parent.cancel(reason);
        boolean first = cancelled.cancel();
        closed.close();

        assertThat(first).as("it was cancelled already").isFalse();
        assertThat(cancelled.cause()).isSameAs(reason);
        assertThat(closed.cause()).isSameAs(reason);
    }

    @Test
    void done_is_one_channel_that_is_closed_once() throws InterruptedException {
        try (var context = Context.background().withCancel()) {
            var done = context.done();

            assertThat(context.done()).isSameAs(done);
            assertThat(done.tryReceive()).isEqualTo(Received.empty());
            context.cancel();

            assertThat(done.receive()).isNull();
            assertThat(context.done()).isSameAs(done);
        }
    }

    @Test
    void done_asked_for_after_the_cancellation_is_closed() throws InterruptedException {
        var parent = Context.background().withCancel();
        var child = parent.withCancel();
        parent.cancel();

        assertThat(child.done().receive()).isNull();
        assertThat(parent.done().receive()).isNull();
    }

    @Test
    void wakes_goroutines_that_wait_for_done() throws InterruptedException {
        var parent = Context.background().withCancel();
        var child = parent.withCancel();

        try (var scope = Scope.open()) {
            Task<?> waiting = scope.go(() -> child.done().receive());
            Waiting.receiversWaitAt((Waitpoint) child.done(), 1);
            parent.cancel();

            assertThat(waiting.await()).isNull();
        }
    }

    @Test
    void a_merged_context_is_cancelled_by_whichever_is_first() {
        for (int winner = 0; winner < 2; winner++) {
            for (boolean listening : new boolean[] {false, true}) {
                var parents = new Context[] {
                    Context.background().withCancel(), Context.background().withCancel()
                };
                var merged = Context.merge(parents[0], parents[1]);
                if (listening) {
                    merged.done();
                }

                parents[winner].cancel(reason);
                assertThat(merged.cause()).isSameAs(reason);
                parents[1 - winner].cancel();

                assertThat(merged.cause()).isSameAs(reason);
            }
        }
    }

    @Test
    void merges_of_merged_contexts_find_the_cause_wherever_it_is() {
        for (int cancelled = 0; cancelled < 4; cancelled++) {
            var each = IntStream.range(0, 4)
                    .mapToObj(_ -> Context.background().withCancel())
                    .toList();
            var merged =
                    Context.merge(Context.merge(each.get(0), each.get(1)), Context.merge(each.get(2), each.get(3)));

            each.get(cancelled).cancel(reason);

            assertThat(merged.cause()).as("of context %s", cancelled).isSameAs(reason);
        }
    }

    @Test
    void contexts_far_below_are_told_though_none_in_between_has_listeners_or_was_asked() {
        for (int cancelled = 0; cancelled < 2; cancelled++) {
            var tops = List.of(
                    Context.background().withCancel(), Context.background().withCancel());
            var merged = Context.merge(
                    tops.getFirst().withCancel().withCancel(),
                    tops.getLast().withCancel().withCancel());
            var done = (Channel<Void>) merged.withCancel().done();

            tops.get(cancelled).cancel();

            assertThat(done.isClosed()).isTrue();
        }
    }

    @Test
    void cancelling_a_merged_context_leaves_both_parents() {
        var first = Context.background().withCancel();
        var second = Context.background().withCancel();
        var merged = Context.merge(first, second);
        merged.done();

        merged.close();

        assertThat(first.isCancelled()).isFalse();
        assertThat(second.isCancelled()).isFalse();
        assertThat(Listening.to(first)).isZero();
        assertThat(Listening.to(second)).isZero();
    }

    @Test
    void merging_a_context_with_itself_or_the_background_is_nothing_special() {
        var context = Context.background().withCancel();
        var twice = Context.merge(context, context);
        var withBackground = Context.merge(Context.background(), context);
        twice.done();
        withBackground.done();

        context.cancel(reason);

        assertThat(twice.cause()).isSameAs(reason);
        assertThat(withBackground.cause()).isSameAs(reason);
    }

    @Test
    void diamonds_of_merged_contexts_are_looked_through_once() {
        var root = Context.background().withCancel();
        Context diamonds = root;
        for (int i = 0; i < 64; i++) {
            diamonds = Context.merge(diamonds.withCancel(), diamonds.withCancel());
        }

        assertThat(diamonds.isCancelled()).isFalse();
        diamonds.onCancel(() -> {}).close();
        root.cancel(reason);

        assertThat(diamonds.cause()).isSameAs(reason);
    }

    @Test
    void a_detached_context_keeps_values_and_drops_cancellation() {
        var key = Context.<String>key("user");
        var context = Context.background().with(key, "ann").withCancel();
        var detached = context.detached();

        context.cancel();

        assertThat(detached.isCancelled()).isFalse();
        assertThat(detached.value(key)).isEqualTo("ann");
        assertThat(detached.cancel(reason)).isTrue();
    }

    @Test
    void throws_when_asked_to_if_it_is_cancelled() {
        var context = Context.background().withCancel();

        assertThatCode(context::throwIfCancelled).doesNotThrowAnyException();
        context.cancel(reason);

        assertThatThrownBy(context::throwIfCancelled)
                .isExactlyInstanceOf(CancelledException.class)
                .hasCause(reason);
    }
}
