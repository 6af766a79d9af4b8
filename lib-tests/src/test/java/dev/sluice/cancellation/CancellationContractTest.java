package dev.sluice.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.LogOf;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.io.Pipe;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the table in docs/cancellation.md: each raced on real threads, and in the schedules of a bubble. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class CancellationContractTest {
    private static final int ROUNDS = 2_000;
    private static final int SEEDS = 200;
    private static final Duration HOUR = Duration.ofHours(1);

    /** Soon enough to fall anywhere in what is raced with it. */
    private static final Duration SOON = Duration.ofNanos(100_000);

    /** One of the situations is one that is logged. */
    @RegisterExtension
    final LogOf log = new LogOf("dev.sluice.cancellation");

    /** A situation, what it throws, and the cause of that. */
    enum Situation {
        A_DEADLINE_WHILE_THE_BLOCK_AWAITS_A_TASK(ContextCancelledException.class, DeadlineExceededException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON)) {
                    Task<?> waits = scope.go(() -> Channel.<Integer>unbuffered().receive());
                    waits.await(Exception.class);
                }
            }
        },
        A_SIBLING_FAILS_WHILE_THE_BLOCK_AWAITS_A_TASK(ContextCancelledException.class, IOException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    Task<?> waits = scope.go(() -> Channel.<Integer>unbuffered().receive());
                    scope.go(() -> fail());
                    waits.await(Exception.class);
                }
            }
        },
        THE_AWAITED_TASK_FAILS(ContextCancelledException.class, IOException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    scope.go(() -> fail()).await(Exception.class);
                }
            }
        },
        THE_SAME_IN_A_CALL(IOException.class, null) {
            @Override
            void run() throws Exception {
                Scope.call(IOException.class, scope -> {
                    Task<?> waits = scope.go(() -> Channel.<Integer>unbuffered().receive());
                    scope.go(() -> fail());
                    return waits.await(Exception.class);
                });
            }
        },
        A_DEADLINE_IN_A_CALL(DeadlineExceededException.class, null) {
            @Override
            void run() throws Exception {
                Scope.call(scope -> {
                    scope.deadline(SOON);
                    return Channel.<Integer>unbuffered().receive();
                });
            }
        },
        THE_SCOPE_IS_JOINED_WHEN_ITS_DEADLINE_COMES(DeadlineExceededException.class, null) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON)) {
                    scope.go(() -> Channel.<Integer>unbuffered().receive());
                    scope.join();
                }
            }
        },
        A_SCOPE_INSIDE_IS_JOINED_WHEN_THE_DEADLINE_AROUND_COMES(
                ContextCancelledException.class, DeadlineExceededException.class) {
            @Override
            void run() throws Exception {
                try (var around = Scope.open().deadline(SOON);
                        var scope = Scope.open()) {
                    assertThat(around).isNotSameAs(scope);
                    scope.go(() -> Channel.<Integer>unbuffered().receive());
                    scope.join();
                }
            }
        },
        ANOTHER_TASK_WAS_CANCELLED(CancelledException.class, CancelledException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    Task<?> waits = scope.go(() -> Channel.<Integer>unbuffered().receive());
                    waits.cancel();
                    waits.await();
                }
            }
        },
        A_CHANNEL_ENDS_WITH_THE_SCOPE(ContextCancelledException.class, DeadlineExceededException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON)) {
                    Channel<Integer> channel = Channel.unbuffered();
                    scope.go(() -> {
                        try {
                            Channel.<Integer>unbuffered().receive();
                        } finally {
                            channel.closeWithError(new IOException("the sender has ended"));
                        }
                    });
                    channel.receive();
                }
            }
        },
        A_LOOP_OVER_A_CHANNEL(CancelledException.class, ContextCancelledException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON)) {
                    assertThat(scope).isNotNull();
                    for (int _ : Channel.<Integer>unbuffered()) {
                        throw new AssertionError();
                    }
                }
            }
        },
        A_SELECT(ContextCancelledException.class, DeadlineExceededException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON);
                        var select = Select.open()) {
                    assertThat(scope).isNotNull();
                    select.receive(Channel.<Integer>unbuffered());
                    select.timeout(HOUR);
                    select.await();
                }
            }
        },
        A_WAIT_IN_THE_CONTEXT_OF_A_RUN(ContextCancelledException.class, DeadlineExceededException.class) {
            @Override
            void run() throws Exception {
                try (var context = Context.current().withTimeout(SOON)) {
                    context.run(() -> Channel.<Integer>unbuffered().receive());
                }
            }
        },
        A_WAIT_THAT_COULD_GO_ON(ContextCancelledException.class, CancelledException.class) {
            @Override
            void run() throws Exception {
                try (var context = Context.current().withCancel()) {
                    context.run(() -> {
                        context.cancel();
                        Channel.<Integer>buffered(1).send(1);
                    });
                }
            }
        },
        A_READ_OF_A_PIPE(InterruptedIOException.class, ContextCancelledException.class) {
            @Override
            void run() throws Exception {
                Pipe pipe = Pipe.buffered(16);
                try (var scope = Scope.open().deadline(SOON)) {
                    assertThat(scope).isNotNull();
                    pipe.input().read();
                }
            }
        },
        A_WRITE_TO_A_PIPE(InterruptedIOException.class, ContextCancelledException.class) {
            @Override
            void run() throws Exception {
                Pipe pipe = Pipe.buffered(16);
                try (var scope = Scope.open().deadline(SOON)) {
                    assertThat(scope).isNotNull();
                    pipe.output().write(new byte[17]);
                }
            }
        },
        THE_BLOCK_SLEEPS(InterruptedException.class, null) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open().deadline(SOON)) {
                    assertThat(scope).isNotNull();
                    Thread.sleep(HOUR);
                }
            }
        },
        AN_INTERRUPT_BY_OTHER_CODE(InterruptedException.class, null) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    assertThat(scope).isNotNull();
                    Thread.currentThread().interrupt();
                    Channel.<Integer>unbuffered().receive();
                }
            }
        },
        THE_ELEVENTH_WAIT_IN_A_ROW(CancellationSwallowedError.class, ContextCancelledException.class) {
            @Override
            void run() throws Exception {
                try (var context = Context.current().withCancel()) {
                    context.run(() -> {
                        context.cancel();
                        for (int refused = 0; refused < 10; refused++) {
                            assertThat(catchThrowable(() -> Channel.buffered(1).receive()))
                                    .isInstanceOf(ContextCancelledException.class);
                        }
                        Channel.buffered(1).receive();
                    });
                }
            }
        },
        A_GOROUTINE_OF_A_CANCELLED_SCOPE(CancelledException.class, CancelledException.class) {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    scope.cancel();
                    Task<?> task = scope.go(() -> {
                        throw new AssertionError("it was started");
                    });
                    assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
                    task.await();
                }
            }
        };

        private final Class<? extends Throwable> type;
        private final @Nullable Class<? extends Throwable> cause;

        Situation(Class<? extends Throwable> type, @Nullable Class<? extends Throwable> cause) {
            this.type = type;
            this.cause = cause;
        }

        abstract void run() throws Exception;

        private static void fail() throws IOException {
            throw new IOException("expected");
        }

        void check() {
            Throwable thrown = catchThrowable(this::run);

            assertThat(thrown).isExactlyInstanceOf(type);
            if (cause != null) {
                assertThat(thrown.getCause()).isInstanceOf(cause);
            }
            assertThat(Thread.currentThread().isInterrupted())
                    .as("an interrupt is left behind")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void throws_one_type_in_thousands_of_races(Situation situation) {
        for (int round = 0; round < ROUNDS; round++) {
            situation.check();
        }
    }

    @ParameterizedTest
    @EnumSource
    void throws_one_type_in_thousands_of_races_of_a_goroutine(Situation situation) throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    situation.check();
                }
            });
            scope.join();
        }
    }

    /** A bubble has no hold on what the JDK waits for. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THE_BLOCK_SLEEPS")
    void throws_one_type_in_all_schedules(Situation situation) throws InterruptedException {
        Bubble.explore(SEEDS, situation::check);
    }
}
