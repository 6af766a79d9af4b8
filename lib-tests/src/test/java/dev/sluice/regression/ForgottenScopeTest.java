package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.flow.Pipeline;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A scope that its thread has forgotten is cancelled when the thread opens the next. The runs of a pipeline were taken for forgotten
 * ones. Scopes inside of a forgotten one stayed regions of the thread, and so interrupted it; a run of a context that had begun since
 * was taken off the thread's regions; and a forgotten scope that was closed after all closed what was open by then.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ForgottenScopeTest {
    private static final Context.Key<String> KEY = Context.key("key");

    private final Channel<Integer> never = Channel.unbuffered();

    @Test
    void a_run_of_a_pipeline_is_not_forgotten_when_its_thread_opens_a_scope() throws InterruptedException {
        var input = Channel.<Integer>buffered(2);
        try (var run = Pipeline.from(input).toList().start()) {
            try (var scope = Scope.open()) {
                scope.go(() -> {
                    input.send(1);
                    input.close();
                });
                scope.join();
            }
            assertThat(run.join()).isEqualTo(List.of(1));
        }
    }

    @Test
    void scopes_inside_of_a_forgotten_one_are_cancelled_and_do_not_interrupt_its_thread() throws Exception {
        var inside = new AtomicReference<Task<?>>();
        try (var world = HelpersLater.use();
                var pool = Executors.newSingleThreadExecutor()) {
            pool.submit(() -> forgetTwo(Context.background().withCancel(), inside))
                    .get();
            pool.submit(() -> opensTheNext(world, inside)).get();
        }
    }

    private @Nullable Void forgetTwo(Context ofInner, AtomicReference<Task<?>> inside) throws InterruptedException {
        var _ = Scope.open();
        var _ = Scope.open();
        Scope inner = Scope.open(ofInner);
        inside.set(inner.go(() -> never.receive()));
        return null;
    }

    private static @Nullable Void opensTheNext(HelpersLater world, AtomicReference<Task<?>> inside)
            throws InterruptedException {
        try (var next = Scope.open()) {
            world.help();
            assertThat(world.interrupts()).isZero();
            Eventually.becomes(() -> inside.get().state() == Task.State.CANCELLED, () -> "it was cancelled");
            assertThat(next.context().isCancelled()).isFalse();
        }
        return null;
    }

    @Test
    void a_scope_in_a_run_of_a_context_is_in_that_one_though_an_earlier_scope_was_forgotten() throws Exception {
        try (var pool = Executors.newSingleThreadExecutor()) {
            pool.submit(ForgottenScopeTest::forget).get();
            pool.submit(ForgottenScopeTest::opensInARun).get();
        }
    }

    private static void opensInARun() {
        Context context = Context.background().with(KEY, "value");
        context.run(() -> {
            try (var scope = Scope.open()) {
                assertThat(Context.current().value(KEY)).isEqualTo("value");
                assertThat(scope.context().value(KEY)).isEqualTo("value");
            }
            assertThat(Context.current().value(KEY)).isEqualTo("value");
        });
        try (var scope = Scope.open()) {
            assertThat(scope.name()).doesNotContain("/");
        }
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void a_forgotten_scope_that_is_closed_after_all_closes_none_that_are_open() throws Exception {
        try (var pool = Executors.newSingleThreadExecutor()) {
            Scope forgotten = pool.submit(ForgottenScopeTest::forget).get();
            pool.submit(() -> closesLate(forgotten)).get();
        }
    }

    private static @Nullable Void closesLate(Scope forgotten) throws InterruptedException {
        try (var scope = Scope.open(Context.background().with(KEY, "value"))) {
            forgotten.close();
            scope.go(() -> 1);
            scope.join();
            assertThat(Context.current().value(KEY)).isEqualTo("value");
        }
        return null;
    }

    private static Scope forget() {
        return Scope.open();
    }
}
