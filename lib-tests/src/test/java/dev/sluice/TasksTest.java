package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The functional forms: {@link Tasks} and {@link Scope#call}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class TasksTest {
    private final Channel<Integer> never = Channel.unbuffered();
    private final IOException failure = new IOException("expected");

    private int fail() throws IOException {
        throw failure;
    }

    @Test
    void par_returns_all_results() throws InterruptedException {
        Tasks.Two<Integer, String> two = Tasks.par(() -> 1, () -> "b");
        Tasks.Three<Integer, String, Boolean> three = Tasks.par(() -> 1, () -> "b", () -> true);

        assertThat(two).isEqualTo(new Tasks.Two<>(1, "b"));
        assertThat(three).isEqualTo(new Tasks.Three<>(1, "b", true));
    }

    @Test
    @Deterministic(seeds = 100)
    void par_throws_the_first_failure_as_itself_and_cancels_the_other() throws InterruptedException {
        try {
            Tasks.par(() -> never.receive(), () -> fail());
            throw new AssertionError();
        } catch (Exception e) { // what they throw is typed: IOException and InterruptedException
            assertThat(e).isSameAs(failure);
        }
    }

    @Test
    void bodies_of_par_may_throw_different_types_and_the_compiler_knows_both()
            throws IOException, InterruptedException {
        Channel<Integer> answers = Channel.buffered(1);
        answers.send(42);

        Tasks.Two<String, Integer> two = Tasks.par(() -> read("a"), () -> answers.receive());
        Tasks.Three<Integer, String, Integer> three = Tasks.par(() -> 1, () -> read("b"), () -> awaitNothing());

        assertThat(two).isEqualTo(new Tasks.Two<>("a", 42));
        assertThat(three).isEqualTo(new Tasks.Three<>(1, "b", 2));
    }

    private static String read(String text) throws IOException {
        try (var reader = new StringReader(text)) {
            return Character.toString(reader.read());
        }
    }

    private static int awaitNothing() throws InterruptedException {
        Context.checkpoint();
        return 2;
    }

    @Test
    void what_par_throws_is_typed() throws InterruptedException {
        try {
            Tasks.par(() -> 1, this::fail);
            throw new AssertionError();
        } catch (IOException e) {
            assertThat(e).isSameAs(failure);
        }
    }

    @Test
    @Deterministic(seeds = 100)
    void race_comes_to_the_same_as_the_first_that_ends() throws Exception {
        assertThat(Tasks.<Integer, Exception>race(() -> 1, never::receive)).isEqualTo(1);
        assertThatThrownBy(() -> Tasks.<Integer, Exception>race(this::fail, never::receive))
                .isSameAs(failure);
        assertThat(Tasks.<Integer, RuntimeException>race(() -> 1, () -> 2)).isIn(1, 2);
    }

    @Test
    @Deterministic(seeds = 100)
    void first_success_returns_the_result_of_the_first_that_succeeds() throws Exception {
        assertThat(Tasks.<Integer, Exception>firstSuccess(this::fail, () -> 2, never::receive))
                .isEqualTo(2);
        assertThatThrownBy(() -> Tasks.<Integer, Exception>firstSuccess(this::fail, () -> {
                    throw new IllegalStateException("other");
                }))
                .satisfiesAnyOf(
                        e -> assertThat(e).isSameAs(failure),
                        e -> assertThat(e)
                                .isInstanceOf(IllegalStateException.class)
                                .hasSuppressedException(failure));
    }

    @Test
    void there_has_to_be_something_to_race() {
        assertThatThrownBy(() -> Tasks.<Integer, RuntimeException>race())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bodies must be at least 1, was 0");
        assertThatThrownBy(() -> Tasks.<Integer, RuntimeException>firstSuccess())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timeout_returns_the_result_throws_the_failure_or_that_time_is_up() throws Exception {
        assertThat(Tasks.timeout(Duration.ofMinutes(1), () -> 1)).isEqualTo(1);
        assertThatThrownBy(() -> Tasks.timeout(Duration.ofMinutes(1), this::fail))
                .isSameAs(failure);
        assertThatThrownBy(() -> Tasks.timeout(Duration.ofMillis(1), () -> {
                    Thread.sleep(Duration.ofHours(1));
                    return 1;
                }))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("has not ended within PT0.001S");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_timeout_in_a_context_that_is_cancelled_tells_of_that() {
        try (var context = Context.background().withTimeout(Duration.ofMillis(1))) {
            assertThatThrownBy(() -> context.run(() -> Tasks.timeout(Duration.ofHours(1), never::receive)))
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void a_call_joins_and_returns_the_result_of_its_block() throws InterruptedException {
        Channel<Integer> numbers = Channel.unbuffered();

        int sum = Scope.call(scope -> {
            scope.go(() -> numbers.send(1));
            scope.go(() -> numbers.send(2));
            return numbers.receive() + numbers.receive();
        });

        assertThat(sum).isEqualTo(3);
    }

    @Test
    void what_the_block_of_a_call_throws_cancels_the_goroutines_and_has_their_failures_suppressed() {
        var ofTheBlock = new IllegalArgumentException("of the block");
        var ofAGoroutine = new IllegalStateException("of a goroutine");

        assertThatThrownBy(() -> Scope.call(scope -> {
                    scope.go(() -> {
                        try {
                            never.receive();
                        } catch (InterruptedException e) {
                            throw ofAGoroutine;
                        }
                    });
                    throw ofTheBlock;
                }))
                .isSameAs(ofTheBlock)
                .hasSuppressedException(ofAGoroutine);
    }

    @Test
    void a_task_that_has_no_result_yet_has_another() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            Task<Integer> running = scope.go(() -> never.receive());
            Task<Integer> failed = scope.go(() -> fail());
            Task<Integer> succeeded = scope.go(() -> 42);
            succeeded.await();
            failed.done().receive();

            assertThat(running.orElse(7)).isEqualTo(7);
            assertThat(failed.orElse(7)).isEqualTo(7);
            assertThat(succeeded.orElse(7)).isEqualTo(42);
            scope.cancel();
            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
            assertThat(running.orElse(7)).isEqualTo(7);
        }
    }
}
