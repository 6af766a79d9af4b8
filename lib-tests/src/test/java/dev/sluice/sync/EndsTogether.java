package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.sluice.Channel;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.io.Pipe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Named;

/** Waits in a scope for something that ends with the scope, for the same reason and at the same moment. */
@NullUnmarked
final class EndsTogether {
    /** Starts in a scope what is waited for, and returns the wait. */
    @FunctionalInterface
    interface Row {
        CheckedRunnable<?> start(Scope scope) throws InterruptedException;
    }

    private EndsTogether() {}

    static Stream<Named<Row>> rows() {
        return Stream.of(
                row("results of a pool", scope -> {
                    var pool = pool(scope);
                    return () -> pool.results().receive();
                }),
                row("submit to a pool", scope -> {
                    var pool = pool(scope);
                    return () -> {
                        while (true) {
                            pool.submit(1);
                        }
                    };
                }),
                row("collect of a pool", scope -> {
                    var pool = pool(scope);
                    return () -> pool.collect(List.of(1, 2, 3));
                }),
                row("single flight", scope -> {
                    SingleFlight<String, Integer> flight = SingleFlight.in(scope);
                    return () -> flight.call("key", EndsTogether::never);
                }),
                row("barrier", scope -> {
                    var barrier = new Barrier(3);
                    scope.go(() -> barrier.await());
                    return barrier::await;
                }),
                row("barrier that a party leaves", scope -> {
                    var barrier = new Barrier(2);
                    atEnd(scope, barrier::reset);
                    return barrier::await;
                }),
                row("semaphore", scope -> {
                    var semaphore = new Semaphore(1);
                    var held = semaphore.acquire();
                    atEnd(scope, held::close);
                    return semaphore::acquire;
                }),
                row("wait group", scope -> {
                    var group = new WaitGroup();
                    group.add(1);
                    atEnd(scope, group::countDown);
                    return group::await;
                }),
                row("promise that fails", scope -> {
                    Promise<Integer> promise = new Promise<>();
                    atEnd(scope, () -> promise.fail(new IOException("cancelled")));
                    return promise::await;
                }),
                row("promise that has a value", scope -> {
                    Promise<Integer> promise = new Promise<>();
                    atEnd(scope, () -> promise.complete(1));
                    return promise::await;
                }),
                row("task", scope -> {
                    Task<Integer> task = scope.go(EndsTogether::never);
                    return Awaitable.of(task)::await;
                }),
                row("view of tasks", scope -> {
                    Task<Integer> one = scope.go(EndsTogether::never);
                    Task<Integer> other = scope.go(EndsTogether::never);
                    return Awaitable.all(List.of(Awaitable.of(one), Awaitable.of(other)))
                            .map(List::size)::await;
                }),
                row("topic", scope -> {
                    var topic = new Topic<Integer>();
                    topic.subscribe("a", 1, Topic.Policy.BLOCK);
                    atEnd(scope, topic::close);
                    return () -> {
                        while (true) {
                            topic.publish("a", 1);
                        }
                    };
                }),
                row("read", scope -> {
                    var pipe = Pipe.unbuffered();
                    scope.go(() -> pipe.output().writeAndClose(out -> out, _ -> never()));
                    return () -> pipe.input().read();
                }),
                row("read to the end", scope -> {
                    var pipe = Pipe.buffered(10);
                    atEnd(scope, pipe.output()::close);
                    return () -> pipe.input().read();
                }),
                row("write", scope -> {
                    var pipe = Pipe.unbuffered();
                    atEnd(scope, pipe.input()::close);
                    return () -> pipe.output().write(1);
                }),
                row("write to a buffer", scope -> {
                    var pipe = Pipe.buffered(1);
                    atEnd(scope, () -> pipe.input().closeWithError(new IOException("cancelled")));
                    return () -> pipe.output().write(new byte[2]);
                }));
    }

    private static Named<Row> row(String name, Row row) {
        return named(name, row);
    }

    private static Integer never() throws InterruptedException {
        return Channel.<Integer>unbuffered().receive();
    }

    private static WorkerPool<Integer, Integer> pool(Scope scope) throws InterruptedException {
        WorkerPool<Integer, Integer> pool = WorkerPool.workers(2).queue(1).start(scope, _ -> never());
        pool.submit(1);
        return pool;
    }

    /** Does something as a goroutine that is cancelled ends. */
    private static void atEnd(Scope scope, Runnable action) throws InterruptedException {
        scope.go(() -> {
            try {
                never();
            } finally {
                action.run();
            }
        });
    }

    /** Waits in a goroutine of a scope, which is cancelled after a few steps; checks what the wait has thrown. */
    static void cancelAndCheck(Row row, int steps) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        try (var scope = Scope.open()) {
            CheckedRunnable<?> wait = row.start(scope);
            scope.go(() -> {
                Throwable found = WaitWithRoom.thrownBy(wait);
                thrown.set(found == null ? new AssertionError("it returned") : found);
            });
            for (int step = 0; step < steps; step++) {
                Thread.onSpinWait();
            }
            scope.cancel();
        }
        if (thrown.get() != null) { // it was started
            assertCancelled(thrown.get());
        }
    }

    static void assertCancelled(Throwable thrown) {
        Throwable cancellation = thrown instanceof InterruptedIOException ? thrown.getCause() : thrown;
        if (!(cancellation instanceof ContextCancelledException)) {
            throw new AssertionError("it threw something else", thrown);
        }
        assertThat(cancellation.getCause()).isNotNull();
    }
}
