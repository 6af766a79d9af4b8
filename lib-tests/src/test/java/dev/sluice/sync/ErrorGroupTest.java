package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scope with a limit is an error group, without the wrong ways of the usual ones. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
@NullUnmarked
class ErrorGroupTest {
    private static void fail(Throwable failure) throws Exception {
        switch (failure) {
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    @Nested
    @Deterministic(seeds = 200)
    class UnderManySchedules {
        private final Channel<Integer> never = Channel.unbuffered();

        // pitfall 18, ox#164
        @Test
        void whatever_is_thrown_two_at_once_ends_the_group_and_nothing_is_lost() {
            for (int kind = 0; kind < 6; kind++) {
                Throwable first = failure(kind % 3);
                Throwable second = failure(kind / 2);
                var tasks = new ArrayList<Task<?>>();

                assertThatThrownBy(() -> {
                            try (var group = Scope.open().limit(3)) {
                                tasks.add(group.go("one", () -> fail(first)));
                                tasks.add(group.go("two", () -> fail(second)));
                                tasks.add(group.go("sibling", () -> never.receive()));
                                group.join(Exception.class);
                            }
                        })
                        .satisfies(thrown -> {
                            assertThat(thrown).isIn(first, second);
                            assertThat(thrown.getSuppressed())
                                    .anyMatch(each -> each.toString().contains("which was started here"));
                            for (Task<?> task : tasks.subList(0, 2)) {
                                Throwable own = task.failure();
                                assertThat(own == null || own == thrown || isSuppressed(own, thrown))
                                        .as("a failure that was thrown is told")
                                        .isTrue();
                                assertThat(own == null).isEqualTo(task.state() == Task.State.CANCELLED);
                            }
                            assertThat(tasks.getLast().state()).isEqualTo(Task.State.CANCELLED);
                        });
            }
        }

        private Throwable failure(int kind) {
            return switch (kind) {
                case 0 -> new IOException("checked");
                case 1 -> new IllegalStateException("unchecked");
                default -> new StackOverflowError("error");
            };
        }

        private boolean isSuppressed(Throwable failure, Throwable thrown) {
            return Arrays.asList(thrown.getSuppressed()).contains(failure);
        }

        // asks 12
        @Test
        void a_group_that_collects_tells_all_failures() {
            var failures = List.of(new IOException("a"), new IllegalStateException("b"), new StackOverflowError("c"));

            assertThatThrownBy(() -> {
                        try (var group = Scope.open().limit(2).collectAll()) {
                            for (Throwable failure : failures) {
                                group.go(() -> fail(failure));
                            }
                            group.join(Exception.class);
                        }
                    })
                    .satisfies(thrown -> {
                        var told = new ArrayList<>(Arrays.asList(thrown.getSuppressed()));
                        told.add(thrown);
                        assertThat(told).containsAll(failures);
                    });
        }

        // pitfall 18
        @Test
        void a_failure_cancels_the_siblings() {
            var failure = new IOException("broken");
            var siblings = new ArrayList<Task<?>>();

            assertThatThrownBy(() -> {
                        try (var group = Scope.open().limit(4)) {
                            for (int i = 0; i < 3; i++) {
                                siblings.add(group.go(() -> never.receive()));
                            }
                            group.go(() -> fail(failure));
                            group.join(IOException.class);
                        }
                    })
                    .isSameAs(failure);

            assertThat(siblings).allMatch(each -> each.state() == Task.State.CANCELLED);
        }

        // pitfall 19
        @Test
        void a_wait_for_a_slot_ends_when_the_group_is_cancelled() throws InterruptedException {
            try (var outer = Scope.open()) {
                Task<?> owner = outer.go(() -> {
                    try (var group = Scope.open().limit(1)) {
                        group.go(() -> never.receive());
                        group.go(() -> never.receive());
                        group.join();
                    }
                });
                Bubble.giveWay();
                owner.cancel();
                outer.join();
                assertThat(owner.state()).isEqualTo(Task.State.CANCELLED);
            }
        }

        // pitfall 20
        @Test
        void starting_after_the_end_or_from_outside_is_refused() throws InterruptedException {
            Scope[] closed = new Scope[1];
            try (var group = Scope.open().limit(2)) {
                closed[0] = group;
                group.join();
                assertThat(group.go(() -> 5).await())
                        .as("after a join it goes on")
                        .isEqualTo(5);
            }
            assertThatThrownBy(() -> closed[0].go(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
            try (var group = Scope.open();
                    var elsewhere = Scope.open()) {
                Task<Throwable> stranger = group.go(() -> {
                    try {
                        return new AssertionError(elsewhere.go(() -> 1).toString());
                    } catch (IllegalStateException e) {
                        return e;
                    }
                });
                assertThat(stranger.await()).hasMessageContaining("must be called by the owner");
                group.go(() -> group.go(() -> 2)); // from inside it's fine
                elsewhere.join();
            }
        }
    }

    @Nested
    @LeakCheck
    class AtFullSpeed {
        // pitfall 19
        @Test
        void a_million_goroutines_run_eight_at_a_time() throws InterruptedException {
            var running = new AtomicInteger();
            var most = new AtomicInteger();
            var runs = new AtomicInteger();

            try (var group = Scope.open().limit(8)) {
                for (int i = 0; i < 1_000_000; i++) {
                    group.go(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        runs.incrementAndGet();
                        running.decrementAndGet();
                    });
                }
                group.join();
            }

            assertThat(runs).hasValue(1_000_000);
            assertThat(most.get()).isBetween(1, 8);
        }
    }
}
