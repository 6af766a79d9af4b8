package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.Monitor;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What looks like a deadlock and is none. Each of these stays as it is for several looks of the monitor, and then goes on. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class DeadlockFalseAlarmTest {
    private static final int LOOKS = 4;

    private final Channel<Integer> values = Channel.named("values").unbuffered();

    /** Counts the monitor's rounds; it is looked at after the scopes that were there before. */
    private final AtomicInteger looks = new AtomicInteger();

    private final Monitor.Check counter = looks::incrementAndGet;

    @BeforeEach
    void count_looks() {
        Monitor.add(counter);
    }

    @AfterEach
    void stop_counting() {
        Monitor.remove(counter);
    }

    private void awaitLooks() {
        int start = looks.get();
        while (looks.get() < start + LOOKS + 1) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void a_wait_just_like_the_one_that_was_seen_before() throws Exception {
        var opened = new CompletableFuture<Scope>();
        Running<Integer> owner = Running.of(() -> {
            try (var scope = Scope.open()) {
                opened.complete(scope);
                int sum = 0;
                for (int value : values) {
                    sum += value;
                }
                scope.join();
                return sum;
            }
        });
        var check = new DeadlockCheck(opened.get());

        for (int i = 1; i <= 5; i++) {
            Waiting.receiversWaitAt(values, 1);
            Eventually.becomes(() -> owner.thread().getState() == Thread.State.WAITING, () -> "the owner parks");
            check.look();
            values.send(i);
        }

        values.close();
        assertThat(owner.result()).isEqualTo(15);
    }

    @Test
    void a_goroutine_that_sleeps() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                awaitLooks();
                values.send(1);
            });

            assertThat(values.receive()).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void a_goroutine_that_waits_for_the_clock() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                Channel.after(Duration.ofMillis(LOOKS * Monitor.PERIOD_MILLIS)).receive();
                values.send(1);
            });

            assertThat(values.receive()).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void a_select_with_a_timeout() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock();
                var select = Select.open()) {
            select.receive(values);
            var timeout = select.timeout(Duration.ofMillis(LOOKS * Monitor.PERIOD_MILLIS));

            assertThat(select.await()).isEqualTo(timeout);
            scope.join();
        }
    }

    @Test
    void a_goroutine_that_reads_from_a_socket() throws Exception {
        try (var server = new ServerSocket(0);
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept();
                var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> values.send(client.getInputStream().read()));
            Running<Void> outsider = Running.of(() -> {
                awaitLooks();
                accepted.getOutputStream().write(42);
            });

            assertThat(values.receive()).isEqualTo(42);
            scope.join();
            outsider.result();
        }
    }

    @Test
    void a_goroutine_that_waits_for_something_of_the_jdk() throws Exception {
        var latch = new CountDownLatch(1);
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                latch.await();
                values.send(1);
            });
            Running<Void> outsider = Running.of(() -> {
                awaitLooks();
                latch.countDown();
            });

            assertThat(values.receive()).isEqualTo(1);
            scope.join();
            outsider.result();
        }
    }

    @Test
    void a_sibling_of_an_outer_scope_that_sleeps() throws InterruptedException {
        try (var outer = Scope.open()) {
            outer.go("sleeper", () -> {
                awaitLooks();
                values.send(1);
            });
            outer.go("asker", () -> {
                try (var inner = Scope.open().detectDeadlock()) {
                    var receiver = inner.go(() -> values.receive());
                    inner.join();
                    assertThat(receiver.await()).isEqualTo(1);
                }
            });
            outer.join();
        }
    }

    @Test
    void an_owner_that_is_busy() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            var receiver = scope.go(() -> values.receive());
            awaitLooks();

            values.send(1);

            assertThat(receiver.await()).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void all_goroutines_have_ended() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {});
            scope.join();
            awaitLooks();
            scope.join();
        }
    }

    @Test
    void a_scope_without_goroutines() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            awaitLooks();
            scope.join();
        }
    }

    @Test
    void an_outsider_that_was_announced() throws Exception {
        try (var scope = Scope.open().detectDeadlock()) {
            Running<Void> outsider;
            try (var _ = scope.external()) {
                outsider = Running.of(() -> {
                    awaitLooks();
                    values.send(1);
                });
                assertThat(values.receive()).isEqualTo(1);
            }
            outsider.result();
            scope.join();
        }
    }

    @Test
    void an_outsider_that_was_announced_to_another_scope_of_the_tree() throws Exception {
        try (var outer = Scope.open()) {
            Scope.External token = outer.external();
            try (var scope = Scope.open().detectDeadlock()) {
                Running<Void> outsider = Running.of(() -> {
                    awaitLooks();
                    values.send(1);
                    token.close();
                });

                assertThat(values.receive()).isEqualTo(1);
                outsider.result();
                scope.join();
            }
        }
    }

    @Test
    void a_scope_with_a_deadline() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock().deadline(Duration.ofMillis(LOOKS * Monitor.PERIOD_MILLIS))) {
            scope.go(() -> values.receive());

            assertThatThrownBy(scope::join).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void a_wait_for_a_context_with_a_deadline() throws InterruptedException {
        try (var context = Context.background()
                        .withTimeout(Duration.ofMillis(LOOKS * Monitor.PERIOD_MILLIS))
                        .withCancel();
                var scope = Scope.open().detectDeadlock();
                var select = Select.open()) {
            select.receive(values);
            var done = select.done(context);
            scope.go(() -> context.done().receive());

            assertThat(select.await()).isEqualTo(done);
            scope.join();
        }
    }

    @Test
    void an_action_that_waits_for_a_deadline() throws InterruptedException {
        try (var context = Context.background().withTimeout(Duration.ofMillis(LOOKS * Monitor.PERIOD_MILLIS));
                var _ = context.onCancel(() -> values.offer(1));
                var scope = Scope.open().detectDeadlock()) {
            assertThat(values.receive()).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void an_action_that_was_taken_back_is_no_reason_to_wait() {
        try (var context = Context.background().withTimeout(Duration.ofHours(1))) {
            context.onCancel(() -> values.offer(1)).close();
            try (var _ = Scope.open().detectDeadlock()) {
                assertThatThrownBy(values::receive).hasCauseInstanceOf(DeadlockException.class);
            }
        }
    }

    @Test
    void goroutines_that_clean_up_after_a_cancellation() throws Exception {
        try (var scope = Scope.open().detectDeadlock()) {
            Channel<Integer> cleaned = Channel.unbuffered();
            scope.go(() -> {
                try {
                    values.receive();
                } catch (InterruptedException _) {
                    // Nobody will send; only the look must not make it a deadlock.
                    Context.current().detached().call(cleaned::receive);
                }
            });
            Waiting.receiversWaitAt(values, 1);
            scope.cancel();
            Running<Void> outsider = Running.of(() -> {
                Waiting.receiversWaitAt(cleaned, 1);
                awaitLooks();
                cleaned.close();
            });

            scope.join();

            outsider.result();
        }
    }

    @Test
    void a_goroutine_that_was_cancelled_alone() throws Exception {
        try (var scope = Scope.open().detectDeadlock()) {
            Channel<Integer> cleaned = Channel.unbuffered();
            var task = scope.go(() -> {
                try {
                    values.receive();
                } catch (InterruptedException _) {
                    Context.current().detached().call(cleaned::receive);
                }
            });
            Waiting.receiversWaitAt(values, 1);
            task.cancel();
            Running<Void> outsider = Running.of(() -> {
                Waiting.receiversWaitAt(cleaned, 1);
                awaitLooks();
                cleaned.close();
            });

            scope.join();

            outsider.result();
        }
    }
}
