package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A goroutine that may go on is never taken for a leak. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class LeakFalseAlarmTest {
    private static @Nullable Channel<Integer> ofTheClass;

    private final CountDownLatch never = new CountDownLatch(1);
    private final Scope scope = Scope.open().detectLeaks();

    /** What still waits can be cancelled, and so ends. */
    @AfterEach
    void close() throws InterruptedException {
        try {
            scope.cancel();
            scope.join();
        } finally {
            scope.close();
        }
    }

    @Test
    void a_channel_in_a_local_variable_of_the_owner() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        try {
            Task<Integer> task = Leaking.parked(scope.go(() -> channel.receive()));

            Leaking.none(scope);

            channel.send(7);
            assertThat(task.await()).isEqualTo(7);
        } finally {
            Reference.reachabilityFence(channel);
        }
    }

    @Test
    void a_channel_in_a_static_field() throws InterruptedException {
        ofTheClass = Channel.unbuffered();
        Task<Integer> task = receiveOfTheClass();

        Leaking.none(scope);

        ofTheClass.send(7);
        assertThat(task.await()).isEqualTo(7);
    }

    private Task<Integer> receiveOfTheClass() throws InterruptedException {
        Channel<Integer> channel = ofTheClass;
        return Leaking.parked(scope.go(() -> channel.receive()));
    }

    @Test
    void a_channel_that_another_goroutine_knows_which_sleeps() throws InterruptedException {
        Task<?> receiver = plantSleeper();

        Leaking.none(scope);
        assertThat(receiver.state()).isEqualTo(Task.State.RUNNING);
    }

    private Task<?> plantSleeper() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        scope.go(() -> {
            Thread.sleep(Duration.ofHours(1));
            channel.send(1);
        });
        return Leaking.parked(scope.go(() -> channel.receive()));
    }

    @Test
    void a_chain_whose_last_can_be_reached() throws InterruptedException {
        Channel<Integer> last = Channel.unbuffered();
        Task<Integer> first = plantChain(last);

        Leaking.none(scope);

        last.send(7);
        assertThat(first.await()).isEqualTo(7 + 5);
    }

    private Task<Integer> plantChain(Channel<Integer> last) throws InterruptedException {
        Channel<Integer> from = last;
        for (int i = 0; i < 5; i++) {
            Channel<Integer> source = from;
            Channel<Integer> sink = Channel.unbuffered();
            Leaking.parked(scope.go(() -> sink.send(source.receive() + 1)));
            from = sink;
        }
        Channel<Integer> source = from;
        return Leaking.parked(scope.go(() -> source.receive()));
    }

    @Test
    void a_select_one_of_whose_cases_can_be_reached() throws InterruptedException {
        Channel<Integer> known = Channel.unbuffered();
        Task<Integer> task = plantSelect(known);

        Leaking.none(scope);

        known.send(7);
        assertThat(task.await()).isEqualTo(7);
    }

    private Task<Integer> plantSelect(Channel<Integer> known) throws InterruptedException {
        Channel<Integer> unknown = Channel.unbuffered();
        return Leaking.parked(scope.go(() ->
                Select.of(Select.on(unknown, value -> value, _ -> -1), Select.on(known, value -> value, _ -> -1))));
    }

    @Test
    void the_end_of_a_task_that_goes_on() throws InterruptedException {
        Task<Integer> awaited = scope.go(() -> {
            never.await();
            return 7;
        });
        Task<Integer> task = Leaking.parked(scope.go(() -> awaited.await()));

        Leaking.none(scope);

        never.countDown();
        assertThat(task.await()).isEqualTo(7);
    }

    @Test
    void the_cancellation_of_its_context() throws InterruptedException {
        Task<?> task = Leaking.parked(scope.go(() -> Context.current().done().receive()));
        Task<?> inside = Leaking.parked(scope.go(() -> {
            try (var inner = Scope.open()) {
                inner.context().done().receive();
            }
        }));

        Leaking.none(scope);
        assertThat(task.state()).isEqualTo(Task.State.RUNNING);
        assertThat(inside.state()).isEqualTo(Task.State.RUNNING);
    }

    @Test
    void an_action_of_a_context_that_will_close_the_channel() throws InterruptedException {
        try (var context = Context.background().withCancel()) {
            Task<Integer> task = plantClosing(context);

            Leaking.none(scope);

            context.cancel();
            assertThat(task.await()).isNull();
        }
    }

    private Task<Integer> plantClosing(Context context) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        context.onCancel(channel::close);
        return Leaking.parked(scope.go(() -> channel.receive()));
    }

    @Test
    void waits_with_a_deadline() throws InterruptedException {
        Duration hour = Duration.ofHours(1);
        Task<?> receive = scope.go(() -> Channel.unbuffered().receive(hour));
        Task<?> after = scope.go(() -> Channel.after(hour).receive());
        Task<?> tick = scope.go(() -> Ticker.every(hour).receive());
        Task<?> select = scope.go(() -> Select.of(Select.after(hour, () -> 1)));
        Task<?> context =
                scope.go(() -> Context.current().withTimeout(hour).done().receive());
        for (Task<?> each : new Task<?>[] {receive, after, tick, select}) {
            Waiting.parks(thread(each));
        }
        Leaking.parked(context);

        Leaking.none(scope);
    }

    @Test
    void a_scope_that_has_a_deadline_itself() throws InterruptedException {
        try (var timed = Scope.open().deadline(Duration.ofHours(1)).detectLeaks()) {
            Leaking.parked(timed.go(() -> Channel.unbuffered().receive()));

            Leaking.none(timed);
        }
    }

    @Test
    void one_that_runs() throws InterruptedException {
        var stop = new AtomicBoolean();
        Task<Integer> task = scope.go(() -> {
            int rounds = 0;
            while (!stop.get()) {
                rounds++;
                Thread.onSpinWait();
            }
            return rounds;
        });

        Leaking.none(scope);

        stop.set(true);
        assertThat(task.await()).isPositive();
    }

    @Test
    void sleep_and_locks_and_monitors_of_the_jdk() throws InterruptedException {
        var lock = new ReentrantLock();
        Object monitor = new Object();
        lock.lock();
        try {
            scope.go(() -> Thread.sleep(Duration.ofHours(1)));
            Leaking.parked(scope.go(() -> lock.lockInterruptibly()));
            Leaking.parked(scope.go(() -> never.await()));
            Task<?> waits = scope.go(() -> {
                synchronized (monitor) {
                    while (true) {
                        monitor.wait();
                    }
                }
            });
            Leaking.parked(waits);
            waitInUnreachableMonitor();

            Leaking.none(scope);
        } finally {
            lock.unlock();
        }
    }

    private void waitInUnreachableMonitor() throws InterruptedException {
        Object own = new Object();
        Leaking.parked(scope.go(() -> {
            synchronized (own) {
                while (true) {
                    own.wait();
                }
            }
        }));
    }

    @Test
    void one_that_reads_from_a_socket_or_accepts() throws Exception {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Task<?> accepts = scope.go(() -> server.accept());
            Pipe pipe = Pipe.open();
            Task<Integer> reads = scope.go(() -> pipe.source().read(ByteBuffer.allocate(3)));
            Leaking.parked(accepts);
            Eventually.becomes(() -> thread(reads).getState() != Thread.State.NEW, () -> "started");

            Leaking.none(scope);

            pipe.sink().write(ByteBuffer.wrap(new byte[2]));
            assertThat(reads.await()).isEqualTo(2);
            pipe.sink().close();
            pipe.source().close();
            scope.cancel();
            scope.join();
        }
    }

    @Test
    void one_that_has_a_socket_which_nothing_else_knows() throws Exception {
        Task<?> task = plantAccept();

        Leaking.none(scope);
        assertThat(task.state()).isEqualTo(Task.State.RUNNING);
    }

    private Task<?> plantAccept() throws InterruptedException {
        return Leaking.parked(scope.go(() -> {
            try (var server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                server.accept();
            }
        }));
    }

    @Test
    void one_that_has_replaced_its_handler_of_uncaught_exceptions() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        Task<Integer> task = scope.go(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
            return channel.receive();
        });
        Waiting.receiversWaitAt(channel, 1);

        Leaking.none(scope);
        assertThat(task.strand()).isNotNull();

        channel.send(7);
        assertThat(task.await()).isEqualTo(7);
    }

    @Test
    void an_owner_whose_children_go_on() throws InterruptedException {
        Task<?> owner = scope.go(() -> {
            try (var inner = Scope.open()) {
                inner.go(() -> never.await());
                inner.join();
            }
        });
        Leaking.parked(owner);

        Leaking.none(scope);

        never.countDown();
        assertThat(owner.await()).isNull();
    }

    @Test
    void a_wait_for_a_slot_of_a_scope() throws InterruptedException {
        try (var limited = Scope.open().limit(1).detectLeaks()) {
            Task<?> outer = limited.go(() -> {
                Task<?> inner = limited.go(() -> {});
                inner.await();
            });
            Leaking.parked(outer);

            Leaking.none(limited);
            assertThat(outer.state()).isEqualTo(Task.State.RUNNING);
            limited.cancel();
            limited.join();
        }
    }

    private static Thread thread(Task<?> task) {
        Strand strand = task.strand();
        if (strand == null) {
            throw new AssertionError(task + " can't be reached");
        }
        return strand.thread();
    }
}
