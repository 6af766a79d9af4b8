package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ContextValueTest {
    private static final Context.Key<String> USER = Context.key("user");
    private static final Context.Key<Integer> DEPTH = Context.key("depth");

    private final Context top = Context.background().with(USER, "ann").withCancel();

    @Test
    void values_are_looked_up_towards_the_root() {
        var inner = top.with(USER, "bob").withCancel().with(DEPTH, 2);

        assertThat(inner.value(USER)).isEqualTo("bob");
        assertThat(inner.value(DEPTH)).isEqualTo(2);
        assertThat(top.value(USER)).isEqualTo("ann");
        assertThat(top.value(DEPTH)).isNull();
        assertThat(Context.background().value(USER)).isNull();
    }

    @Test
    void keys_of_the_same_name_are_different() {
        var another = Context.<String>key("user");

        assertThat(top.value(another)).isNull();
        assertThat(another).hasToString("user").isNotEqualTo(USER);
    }

    @Test
    void the_first_of_merged_contexts_comes_first() {
        var first = Context.background().with(USER, "ann");
        var second = Context.background().with(DEPTH, 1).with(USER, "bob").with(USER, "carl");

        assertThat(Context.merge(first, second).value(USER)).isEqualTo("ann");
        assertThat(Context.merge(second, first).value(USER)).isEqualTo("carl");
        assertThat(Context.merge(first, second).value(DEPTH)).isEqualTo(1);
        assertThat(Context.merge(second, first).value(DEPTH)).isEqualTo(1);
        assertThat(Context.merge(first, second).with(USER, "dora").value(USER)).isEqualTo("dora");
    }

    @Test
    void the_current_context_of_a_plain_thread_is_the_background() {
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void run_and_call_make_a_context_current_and_nest() throws Exception {
        var inner = top.with(USER, "bob");

        String seen = top.call(() -> {
            assertThat(Context.current()).isSameAs(top);
            inner.run(() -> assertThat(Context.current()).isSameAs(inner));
            assertThat(Context.current()).isSameAs(top);
            return Context.current().value(USER);
        });

        assertThat(seen).isEqualTo("ann");
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void run_throws_what_the_code_throws() {
        var failure = new IOException();

        assertThatThrownBy(() -> top.run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> top.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void an_open_scope_makes_its_context_current() {
        try (var outer = Scope.open(top)) {
            assertThat(Context.current()).isSameAs(outer.context());
            try (var inner = Scope.open()) {
                assertThat(Context.current()).isSameAs(inner.context());
                outer.context().cancel();
                assertThat(inner.context().isCancelled()).isTrue();
            }
            assertThat(Context.current()).isSameAs(outer.context());
        }
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void a_goroutine_has_a_context_of_its_own_below_that_of_its_scope() throws InterruptedException {
        var seen = new ArrayList<Context>();

        try (var scope = Scope.open(top)) {
            scope.go(() -> {
                seen.add(Context.current());
                seen.add(Context.current());
                assertThat(Context.current().value(USER)).isEqualTo("ann");
            });
            scope.join();

            assertThat(seen.get(0)).isSameAs(seen.get(1)).isNotSameAs(scope.context());
            assertThat(seen.get(0).isCancelled())
                    .as("it ends with its goroutine")
                    .isTrue();
            assertThat(scope.context().isCancelled()).isFalse();
        }
    }

    @Test
    void a_scope_in_a_goroutine_is_below_the_goroutine() throws InterruptedException {
        try (var scope = Scope.open(top)) {
            scope.go(() -> {
                var own = Context.current();
                try (var inner = Scope.open()) {
                    assertThat(Context.current()).isSameAs(inner.context());
                    inner.go(() -> assertThat(Context.current().value(USER)).isEqualTo("ann"));
                    own.cancel();
                    assertThat(inner.context().isCancelled()).isTrue();
                }
                assertThat(Context.current()).isSameAs(own);
            });
            scope.join();
        }
    }

    @Test
    void the_innermost_of_runs_and_scopes_is_current() throws InterruptedException {
        var other = Context.background().with(USER, "bob");

        top.run(() -> {
            try (var scope = Scope.open()) {
                assertThat(Context.current()).isSameAs(scope.context());
                other.run(() -> {
                    assertThat(Context.current()).isSameAs(other);
                    try (var inner = Scope.open()) {
                        assertThat(Context.current()).isSameAs(inner.context());
                        assertThat(inner.context().value(USER)).isEqualTo("bob");
                    }
                    assertThat(Context.current()).isSameAs(other);
                });
                assertThat(Context.current()).isSameAs(scope.context());
            }
            assertThat(Context.current()).isSameAs(top);
        });
    }

    @Test
    void running_in_the_context_again_that_a_scope_was_opened_in_leaves_the_scopes_context()
            throws InterruptedException {
        top.run(() -> {
            try (var scope = Scope.open()) {
                top.run(() -> assertThat(Context.current()).isSameAs(top));
                assertThat(Context.current()).isSameAs(scope.context());
            }
        });
    }

    @Test
    void run_in_a_goroutine_is_current_there_and_in_its_scopes_only() throws InterruptedException {
        List<Context> goroutines = new ArrayList<>();

        try (var scope = Scope.open(top)) {
            scope.go(() -> {
                var own = Context.current();
                Context.background().with(USER, "bob").run(() -> {
                    assertThat(Context.current().value(USER)).isEqualTo("bob");
                    try (var inner = Scope.open()) {
                        inner.go(() -> goroutines.add(Context.current()));
                        inner.join();
                    }
                });
                assertThat(Context.current()).isSameAs(own);
            });
            scope.join();
        }

        assertThat(goroutines)
                .singleElement()
                .satisfies(each -> assertThat(each.value(USER)).isEqualTo("bob"));
    }

    /** Of what else is bound to a thread, goroutines get what any thread gets that is started by another. */
    @Test
    void goroutines_inherit_inheritable_thread_locals_and_neither_others_nor_scoped_values()
            throws InterruptedException {
        var inheritable = new InheritableThreadLocal<String>();
        var plain = new ThreadLocal<String>();
        ScopedValue<String> scoped = ScopedValue.newInstance();
        inheritable.set("as it was at the start");
        plain.set("the owner's");
        try (var scope = Scope.open()) {
            List<String> seen = ScopedValue.where(scoped, "the owner's")
                    .call(() -> scope.go(() ->
                                    List.of(inheritable.get(), String.valueOf(plain.get()), scoped.orElse("unbound")))
                            .await());

            assertThat(seen).containsExactly("as it was at the start", "null", "unbound");
        } finally {
            inheritable.remove();
            plain.remove();
        }
    }
}
