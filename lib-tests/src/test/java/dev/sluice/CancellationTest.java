package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a cancellation reaches goroutines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class CancellationTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Channel<Integer> never = Channel.unbuffered();

    /** What a goroutine may be blocked in. */
    enum Blocking {
        RECEIVE {
            @Override
            void block() throws Exception {
                Channel.<Integer>unbuffered().receive();
            }
        },
        SEND {
            @Override
            void block() throws Exception {
                Channel.<Integer>unbuffered().send(1);
            }
        },
        ITERATE {
            @Override
            void block() {
                for (int _ : Channel.<Integer>unbuffered()) {
                    throw new AssertionError();
                }
            }
        },
        SELECT {
            @Override
            void block() throws Exception {
                try (var select = Select.open()) {
                    select.timeout(HOUR);
                    select.await();
                }
            }
        },
        JOIN {
            @Override
            void block() throws Exception {
                try (var scope = Scope.open()) {
                    scope.go(() -> Thread.sleep(HOUR));
                    scope.join();
                }
            }
        },
        LIMIT {
            @Override
            void block() throws Exception {
                try (var scope = Scope.open(Context.background()).limit(1)) {
                    scope.go(() -> Thread.sleep(HOUR));
                    scope.go(() -> Thread.sleep(HOUR));
                }
            }
        },
        SLEEP {
            @Override
            void block() throws Exception {
                Thread.sleep(HOUR);
            }
        },
        QUEUE {
            @Override
            void block() throws Exception {
                new LinkedBlockingQueue<Integer>().take();
            }
        },
        MONITOR {
            @Override
            @SuppressWarnings("WaitNotInLoop")
            void block() throws Exception {
                var lock = new Object();
                synchronized (lock) {
                    lock.wait(HOUR.toMillis());
                }
            }
        },
        LOCK {
            @Override
            void block() throws Exception {
                var lock = new ReentrantLock();
                Thread holder = Thread.ofPlatform().daemon().start(lock::lock);
                holder.join();
                lock.lockInterruptibly();
            }
        },
        ACCEPT {
            @Override
            void block() throws Exception {
                try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    server.accept().close();
                }
            }
        },
        SOCKET_READ {
            @Override
            void block() throws Exception {
                try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                        var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    socket.getInputStream().read();
                }
            }
        };

        abstract void block() throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void ends_what_blocks_a_goroutine_which_is_no_failure(Blocking blocking) throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> blocking.block());
            Waiting.parks(task.strand().thread());

            task.cancel();
            scope.join();

            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(task.failure()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ends_what_is_begun_afterwards(Blocking blocking) throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                Context.current().cancel();
                blocking.block();
            });
            scope.join();

            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void an_interruption_that_was_wrapped_is_no_failure_either() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> unchecked = scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Task<?> io = scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException e) {
                    throw new UncheckedIOException((IOException) new InterruptedIOException().initCause(e));
                }
            });
            Waiting.receiversWaitAt(never, 2);

            unchecked.cancel();
            io.cancel();
            scope.join();

            assertThat(List.of(unchecked.state(), io.state())).containsOnly(Task.State.CANCELLED);
        }
    }

    @Test
    void another_exception_of_a_cancelled_goroutine_is_a_failure() throws InterruptedException {
        var failure = new IllegalStateException("cleaning up failed");

        try (var scope = Scope.open()) {
            scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException _) {
                    throw failure;
                }
            });
            Waiting.receiversWaitAt(never, 1);
            scope.cancel();

            assertThatThrownBy(scope::join).isSameAs(failure);
        }
    }

    @Test
    void a_goroutine_is_told_by_each_wait_and_can_wait_when_it_cleans_up_in_a_detached_context()
            throws InterruptedException {
        Channel<Integer> cleaning = Channel.unbuffered();
        var interruptions = new ArrayList<InterruptedException>();

        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> {
                try {
                    return never.receive();
                } catch (InterruptedException e) {
                    interruptions.add(e);
                    assertThatThrownBy(cleaning::receive).isInstanceOf(ContextCancelledException.class);
                    return Context.current().detached().call(cleaning::receive);
                }
            });
            Waiting.receiversWaitAt(never, 1);
            scope.cancel();
            Waiting.receiversWaitAt(cleaning, 1);
            task.cancel();
            scope.cancel();
            cleaning.send(42);
            scope.join();

            assertThat(task.orElse(0)).isEqualTo(42);
        }
        assertThat(interruptions).hasSize(1);
    }

    @Test
    void a_goroutine_with_open_scopes_cleans_up_in_a_detached_context_too() throws InterruptedException {
        Channel<Integer> cleaning = Channel.unbuffered();

        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> {
                try (var outer = Scope.open();
                        var inner = Scope.open()) {
                    assertThat(outer).isNotSameAs(inner);
                    try {
                        return never.receive();
                    } catch (InterruptedException _) {
                        return Context.current().detached().call(cleaning::receive);
                    }
                }
            });
            Waiting.receiversWaitAt(never, 1);
            scope.cancel();
            Waiting.receiversWaitAt(cleaning, 1);
            cleaning.send(42);
            scope.join();

            assertThat(task.orElse(0)).isEqualTo(42);
        }
    }

    @Test
    void an_interrupt_that_reached_a_blocking_call_does_not_reach_into_a_detached_context()
            throws InterruptedException {
        Channel<Integer> cleaning = Channel.unbuffered();

        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> {
                try (var inner = Scope.open()) {
                    assertThat(inner.context().isCancelled()).isFalse();
                    try {
                        Thread.sleep(HOUR);
                    } catch (InterruptedException _) {
                        assertThatThrownBy(cleaning::receive).isInstanceOf(ContextCancelledException.class);
                        return Context.current().detached().call(cleaning::receive);
                    }
                    return 0;
                }
            });
            Waiting.parks(task.strand().thread());
            scope.cancel();
            Waiting.receiversWaitAt(cleaning, 1);
            cleaning.send(42);
            scope.join();

            assertThat(task.orElse(0)).isEqualTo(42);
        }
    }

    @Test
    void an_interruption_of_a_wait_says_why_and_whose() throws InterruptedException {
        var reason = new IOException("the disk is full");
        var told = new ArrayList<InterruptedException>();

        try (var world = FailingWorld.use();
                var scope = Scope.open().named("uploads")) {
            world.failsToHelp(); // an interrupt that comes first says neither
            scope.go("part", () -> {
                try {
                    never.receive();
                } catch (InterruptedException e) {
                    told.add(e);
                }
            });
            Waiting.receiversWaitAt(never, 1);
            scope.context().cancel(reason);
            assertThatThrownBy(scope::join)
                    .isInstanceOf(CancelledException.class)
                    .hasCause(reason);
            world.works();
        }

        assertThat(told)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessage("goroutine uploads/part-1 was cancelled: " + reason)
                        .hasCause(reason));
    }

    @Tag("not-for-mutants")
    @Test
    void a_hundred_thousand_blocked_goroutines_end_at_once() throws InterruptedException {
        int count = 100_000;

        try (var scope = Scope.open()) {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < count; i++) {
                tasks.add(scope.go(() -> never.receive()));
            }
            Waiting.receiversWaitAt(never, count);

            scope.cancel();
            scope.join();

            assertThat(tasks).allMatch(task -> task.state() == Task.State.CANCELLED);
            assertThat(Waiting.receiversAt(never)).isZero();
        }
    }
}
