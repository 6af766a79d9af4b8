package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlocks that have to be found. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class DeadlockTest {
    private final Channel<Integer> left = Channel.named("left").unbuffered();
    private final Channel<Integer> right = Channel.named("right").unbuffered();

    private void swap(Channel<Integer> from, Channel<Integer> to) throws InterruptedException {
        Integer value = from.receive();
        to.send(value == null ? 0 : value);
    }

    @Test
    void goroutines_that_wait_for_each_other() throws InterruptedException {
        try (var scope = Scope.open().named("swap").detectDeadlock()) {
            scope.go("there", () -> swap(left, right));
            scope.go("back", () -> swap(right, left));

            var deadlock = catchThrowableOfType(DeadlockException.class, scope::join);

            assertThat(deadlock.getMessage())
                    .startsWith("deadlock in scope swap: all 3 goroutines wait")
                    .contains("waits in join scope swap (dev.sluice.Scope@")
                    .contains("goroutine swap/there-1 #")
                    .contains("waits in receive channel left (dev.sluice.Channel@")
                    .contains("goroutine swap/back-2 #")
                    .contains("waits in receive channel right (dev.sluice.Channel@")
                    .contains(" ms; started at DeadlockTest.java:")
                    .contains("at dev.sluice.DeadlockTest.swap(DeadlockTest.java:");
            assertThat(deadlock.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("goroutines_that_wait_for_each_other"));
        }
    }

    @Test
    void an_owner_that_waits_and_has_no_goroutines() {
        try (var scope = Scope.open().named("alone").detectDeadlock()) {
            assertThatThrownBy(left::receive)
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageStartingWith("scope alone was cancelled")
                    .cause()
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("its owner waits")
                    .hasMessageContaining("waits in receive channel left");
            assertThat(scope.context().isCancelled()).isTrue();
        }
    }

    @Test
    void goroutines_that_end_are_not_waited_for() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            for (int i = 0; i < 37; i++) {
                scope.go(() -> {});
            }
            scope.go("reader", () -> left.receive());

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("all 2 goroutines wait");
        }
    }

    @Test
    void a_select_without_partners() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                try (var select = Select.open()) {
                    select.receive(left);
                    select.send(right).value(7);
                    select.await();
                }
            });

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("waits in select of receive channel left | send channel right");
        }
    }

    @Test
    void a_send_without_a_receiver() throws InterruptedException {
        Channel<Integer> full = Channel.named("full").buffered(2);
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                for (int i = 0; i < 3; i++) {
                    full.send(i);
                }
            });

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("waits in send channel full");
        }
    }

    @Test
    void a_goroutine_that_waits_for_its_own_task() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            Channel<Task<?>> own = Channel.buffered(1);
            own.send(scope.go("ouroboros", () -> {
                Task<?> itself = own.receive();
                if (itself != null) {
                    itself.await();
                }
            }));

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("ouroboros-1 done");
        }
    }

    @Test
    void a_limit_that_its_own_goroutine_waits_for() throws InterruptedException {
        try (var scope = Scope.open().limit(1).detectDeadlock()) {
            scope.go(() -> {
                Task<Integer> inner = scope.go(() -> 1);
                inner.await();
            });

            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void scopes_within_scopes() throws InterruptedException {
        try (var scope = Scope.open().named("outer").detectDeadlock()) {
            scope.go("middle", () -> {
                try (var inner = Scope.open().named("inner")) {
                    inner.go("deepest", () -> left.receive());
                    inner.join();
                }
            });

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("all 3 goroutines wait")
                    .hasMessageContaining("waits in join scope outer/middle-1/inner")
                    .hasMessageContaining("goroutine outer/middle-1/inner/deepest-1");
        }
    }

    @Test
    void the_outermost_scope_that_asked_is_the_one_to_end() throws Exception {
        try (var outer = Scope.open().named("outer").detectDeadlock()) {
            var ends = outer.go(() -> {
                try (var inner = Scope.open().detectDeadlock()) {
                    inner.go(() -> left.receive());
                    return catchThrowableOfType(Throwable.class, inner::join);
                }
            });

            assertThatThrownBy(outer::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageStartingWith("deadlock in scope outer:");
            assertThat(ends.state()).isEqualTo(Task.State.SUCCEEDED);
            assertThat(ends.orElse(new AssertionError())).isInstanceOf(ContextCancelledException.class);
        }
    }

    @Test
    void a_scope_that_asked_within_one_that_did_not() throws InterruptedException {
        try (var outer = Scope.open().collectAll()) {
            outer.go("waiter", () -> {
                try (var inner = Scope.open().detectDeadlock()) {
                    inner.go(() -> left.receive());
                    assertThatThrownBy(inner::join).isInstanceOf(DeadlockException.class);
                }
                right.send(1);
            });

            assertThat(right.receive()).isEqualTo(1);
            outer.join();
        }
    }

    @Test
    void one_that_comes_about_after_the_token_was_given_back() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            Scope.External token = scope.external();
            Running<Void> outsider = Running.of(() -> {
                left.send(1);
                token.close();
                token.close();
            });

            assertThat(left.receive()).isEqualTo(1);
            assertThatThrownBy(left::receive).hasCauseInstanceOf(DeadlockException.class);
            assertThat(outsider.endedInterrupted()).isFalse();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_that_comes_about_after_a_timeout() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                left.receive(Duration.ofMillis(70));
                left.receive();
            });

            assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void many_are_told_in_part() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            for (int i = 0; i < 1_234; i++) {
                scope.go(() -> left.receive());
            }

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("all 1235 goroutines wait")
                    .hasMessageEndingWith("  and 1185 more\n");
        }
    }

    @Test
    void a_failure_on_the_way_out_is_suppressed_on_it() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                try {
                    left.receive();
                } catch (InterruptedException _) {
                    throw new IllegalArgumentException("cleaning up has failed");
                }
            });

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlockException.class)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .anyMatch(each -> each instanceof IllegalArgumentException));
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessage("cleaning up has failed");
        }
    }

    @Test
    void must_be_asked_for_before_the_first_goroutine() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {});

            assertThatThrownBy(scope::detectDeadlock)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("detectDeadlock must come before the first goroutine of scope");
            scope.join();
        }
    }

    @Test
    void asking_twice_is_asking_once() {
        try (var _ = Scope.open().detectDeadlock().detectDeadlock()) {
            assertThatThrownBy(left::receive).hasCauseInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void each_of_several_programs_side_by_side() throws Exception {
        Callable<Throwable> program = () -> {
            Channel<Integer> own = Channel.unbuffered();
            try (var scope = Scope.open().detectDeadlock()) {
                scope.go(() -> own.receive());
                return catchThrowableOfType(Throwable.class, scope::join);
            }
        };
        List<Running<Throwable>> programs = List.of(Running.of(program), Running.of(program), Running.of(program));

        for (Running<Throwable> each : programs) {
            assertThat(each.result()).isInstanceOf(DeadlockException.class).hasMessageContaining("all 2 goroutines");
        }
    }
}
