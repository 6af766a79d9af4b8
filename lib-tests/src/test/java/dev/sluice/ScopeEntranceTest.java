package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ways into a scope and out of a thread: starts that don't wait, starts from outside, carriers, wrapped code. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ScopeEntranceTest {
    private static final Context.Key<String> USER = Context.key("user");
    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();

    private final Channel<Integer> never = Channel.unbuffered();

    @Test
    void work_that_makes_work_ends_under_a_limit() throws InterruptedException {
        var leaves = new AtomicInteger();
        try (var scope = Scope.open().limit(3)) {
            walk(scope, 10, leaves);
            scope.join();
        }
        assertThat(leaves).hasValue(1_024);
    }

    private static void walk(Scope scope, int depth, AtomicInteger leaves) {
        if (depth == 0) {
            leaves.incrementAndGet();
            return;
        }
        for (int i = 0; i < 2; i++) {
            if (!scope.tryGo(() -> walk(scope, depth - 1, leaves))) {
                walk(scope, depth - 1, leaves);
            }
        }
    }

    @Test
    void a_try_says_whether_a_slot_was_free_and_in_a_cancelled_scope_there_is_nothing_to_do()
            throws InterruptedException {
        try (var scope = Scope.open().limit(1)) {
            assertThat(scope.tryGo("first", () -> never.receive())).isTrue();
            assertThat(scope.tryGo(() -> {
                        throw new AssertionError();
                    }))
                    .isFalse();
            scope.cancel();
            assertThat(scope.tryGo(() -> {
                        throw new AssertionError();
                    }))
                    .isTrue();
            scope.join();
        }
    }

    @Test
    void threads_outside_start_goroutines_and_join_waits_until_they_say_that_they_are_done() throws Exception {
        var ran = new AtomicInteger();
        try (var scope = Scope.open()) {
            var external = scope.external();
            Thread server = Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        external.go(() -> ran.incrementAndGet());
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    external.close();
                }
            });
            scope.join();
            assertThat(ran).hasValue(100);
            server.join();
            assertThatThrownBy(() -> external.go(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
        }
    }

    @Test
    void an_open_way_in_keeps_neither_a_cancelled_scope_nor_a_close_from_ending() throws InterruptedException {
        var entrances = new CopyOnWriteArrayList<Scope.External>();
        try (var scope = Scope.open()) {
            entrances.add(scope.external());
            scope.cancel();
            scope.join();
        }
        try (var scope = Scope.open()) {
            entrances.add(scope.external());
        }
        assertThatThrownBy(() -> entrances.getLast().go(() -> 1)).isInstanceOf(IllegalStateException.class);
        entrances.forEach(Scope.External::close);
    }

    @Test
    void a_carrier_takes_scoped_values_and_more_into_goroutines_of_a_scope_and_of_those_inside() throws Exception {
        Carrier tenant = body -> {
            String value = TENANT.get();
            return () -> ScopedValue.where(TENANT, value).run(body);
        };
        ScopedValue.where(TENANT, "acme").call(() -> {
            try (var scope = Scope.open().carrying(tenant)) {
                Task<String> seen = scope.go(() -> {
                    try (var inner = Scope.open()) {
                        return inner.go(TENANT::get).await();
                    }
                });
                assertThat(seen.await()).isEqualTo("acme");
                scope.join();
            }
            return null;
        });
    }

    @Test
    void an_installed_carrier_is_around_all_until_it_is_taken_back() throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>();
        Carrier tells = body -> () -> {
            seen.add("begins");
            body.run();
            seen.add("ends");
        };
        try (var _ = Carrier.install(tells);
                var scope = Scope.open()) {
            scope.go(() -> seen.add("runs"));
            scope.join();
        }
        try (var scope = Scope.open()) {
            scope.go(() -> seen.add("runs alone"));
            scope.join();
        }
        assertThat(seen).containsExactly("begins", "runs", "ends", "runs alone");
    }

    @Test
    void a_carrier_that_does_not_call_the_body_is_a_failure_and_what_the_body_throws_is_one_too()
            throws InterruptedException {
        var failure = new IllegalArgumentException("expected");
        try (var scope = Scope.open().carrying(_ -> () -> {})) {
            scope.go(() -> 1);
            assertThatThrownBy(scope::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has not called the body");
        }
        try (var scope = Scope.open().carrying(body -> body)) {
            scope.go(() -> {
                throw failure;
            });
            assertThatThrownBy(scope::join).isSameAs(failure);
        }
    }

    @Test
    void what_a_carrier_throws_after_a_body_that_has_failed_is_suppressed_on_its_failure() throws InterruptedException {
        var failure = new IllegalArgumentException("expected");
        var ofCarrier = new IllegalStateException("of the carrier");
        Carrier fails = body -> () -> {
            body.run();
            throw ofCarrier;
        };
        try (var scope = Scope.open().carrying(fails)) {
            scope.go(() -> {
                throw failure;
            });
            assertThatThrownBy(scope::join)
                    .isSameAs(failure)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).contains(ofCarrier));
        }
        try (var scope = Scope.open().carrying(fails)) {
            scope.go(() -> 1);
            assertThatThrownBy(scope::join).isSameAs(ofCarrier);
        }
    }

    @Test
    void wrapped_code_runs_in_its_context_whichever_thread_calls_it() throws Exception {
        Context context = Context.background().with(USER, "ann");
        var seen = new AtomicReference<String>();
        Runnable action = context.wrap(() -> seen.set(Context.current().value(USER)));
        Callable<String> call = context.wrap(() -> Context.current().value(USER));
        Executor executor = context.wrap((Executor) Runnable::run);

        action.run();
        assertThat(seen).hasValue("ann");
        assertThat(call.call()).isEqualTo("ann");
        seen.set(null);
        executor.execute(() -> seen.set(Context.current().value(USER)));
        assertThat(seen).hasValue("ann");
        assertThat(Context.current().value(USER)).isNull();
    }
}
