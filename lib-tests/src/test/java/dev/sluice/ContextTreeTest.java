package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.World;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many contexts: what they cost their parents, and how far a cancellation goes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ContextTreeTest {
    private static final int MANY = 1_000_000;
    private static final int SAMPLE = 10_000;

    private final Context parent = Context.background().withCancel();
    private final List<WeakReference<Context>> sampled = new ArrayList<>();

    private Context sampled(int i, Context child) {
        if (i % SAMPLE == 0) {
            sampled.add(new WeakReference<>(child));
        }
        return child;
    }

    private void nothingIsLeft() throws InterruptedException {
        assertThat(Listening.to(parent)).isZero();
        assertThat(World.current().timers().pending()).isZero();
        Eventually.becomes(
                () -> {
                    System.gc();
                    return sampled.stream().allMatch(each -> each.refersTo(null));
                },
                () -> "children are collected while their parent lives on");
    }

    @Tag("not-for-mutants")
    @Test
    void short_children_that_are_closed_leave_nothing() throws InterruptedException {
        for (int i = 0; i < MANY / 4; i++) {
            try (var child = sampled(i, parent.withTimeout(Duration.ofHours(1)))) {
                child.done();
            }
        }

        nothingIsLeft();
    }

    @Tag("not-for-mutants")
    @Test
    void a_million_children_that_are_dropped_leave_nothing() throws InterruptedException {
        for (int i = 0; i < MANY; i++) {
            var child = sampled(i, parent.withTimeout(Duration.ofHours(1)));
            child.withCancel().onCancel(() -> {}).close();
        }

        nothingIsLeft();
    }

    @Test
    void scopes_in_contexts_that_are_dropped_leave_nothing() throws InterruptedException {
        for (int i = 0; i < SAMPLE * 5; i++) {
            var child = sampled(i, parent.withTimeout(Duration.ofHours(1)));
            try (var scope = Scope.open(child)) {
                assertThat(Context.current()).isSameAs(scope.context());
            }
        }

        nothingIsLeft();
    }

    @Tag("not-for-mutants")
    @Test
    void goroutines_with_contexts_leave_nothing_in_their_scope() throws InterruptedException {
        try (var scope = Scope.open().limit(64)) {
            for (int i = 0; i < SAMPLE * 10; i++) {
                scope.go(Context::current);
            }
            scope.join();

            assertThat(Listening.to(scope.context())).isEqualTo(1); // the scope itself
        }
    }

    @Test
    void a_chain_may_be_longer_than_a_stack_is_deep() throws InterruptedException {
        var runs = new AtomicInteger();
        Context leaf = parent;
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }

        assertThat(leaf.isCancelled()).isFalse();
        leaf.onCancel(runs::incrementAndGet).close();
        assertThat(Listening.to(parent)).isZero();
        leaf.onCancel(runs::incrementAndGet);
        leaf.done();
        parent.cancel();

        assertThat(leaf.cause()).isSameAs(parent.cause());
        assertThat(leaf.done().receive()).isNull();
        Eventually.becomes(() -> runs.get() == 1, () -> "the action runs");
    }

    @Test
    void a_long_chain_without_listeners_is_cancelled_too() {
        Context leaf = parent;
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }

        parent.cancel();

        assertThat(leaf.cause()).isSameAs(parent.cause());
    }

    @Test
    void a_wide_tree_is_cancelled_at_once() throws InterruptedException {
        var children = new ArrayList<Context>();
        var runs = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            var child = i % 2 == 0 ? parent.withCancel() : parent.withTimeout(Duration.ofHours(1));
            child.done();
            child.onCancel(runs::incrementAndGet);
            children.add(child);
        }
        assertThat(Listening.to(parent)).isEqualTo(100_000);

        parent.cancel();

        assertThat(children).allMatch(child -> ((Channel<Void>) child.done()).isClosed());
        assertThat(World.current().timers().pending()).isLessThanOrEqualTo(1); // of the helper that runs the actions
        Eventually.becomes(() -> runs.get() == 100_000, () -> "100,000 actions run, there were " + runs);
        nothingIsLeftOf(children);
    }

    private void nothingIsLeftOf(List<Context> children) {
        assertThat(children).allMatch(child -> Listening.to(child) == 0);
        assertThat(Listening.to(parent)).isZero();
    }

    @Test
    void the_whole_tree_is_marked_before_any_goroutine_wakes() throws InterruptedException {
        int count = 1000;
        var tasks = new ArrayList<Task<Boolean>>();

        try (var scope = Scope.open(parent)) {
            for (int i = 0; i < count; i++) {
                var done =
                        new SplittableRandom(i).nextBoolean() ? scope.context().done() : parent.done();
                tasks.add(scope.go(() -> {
                    try {
                        done.receive();
                    } catch (InterruptedException _) {
                        // one or the other
                    }
                    return tasks.stream().allMatch(each -> each.strand().isCancelled());
                }));
            }
            Eventually.becomes(
                    () -> Waiting.receiversAt((Waitpoint) parent.done())
                                    + Waiting.receiversAt(
                                            (Waitpoint) scope.context().done())
                            == count,
                    () -> "all wait");
            parent.cancel();

            for (var task : tasks) {
                assertThat(task.await()).isTrue();
            }
        } catch (InterruptedException e) {
            assertThat(e).hasCause(parent.cause()); // the owner's waits end as well
            for (var task : tasks) {
                assertThat(task.await()).isTrue();
            }
        }
    }
}
