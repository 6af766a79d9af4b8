package dev.sluice.sync;

import static org.junit.jupiter.api.Named.named;

import dev.sluice.Context;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.io.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Named;

/** A wait, what would end it well, and how to see that it has taken nothing. */
@NullUnmarked
final class WaitWithRoom {
    private static final Duration LONG = Duration.ofHours(1);

    private final CheckedRunnable<?> wait;
    private final Runnable room;
    private final BooleanSupplier untouched;
    private final boolean mustHaveWaited;

    private WaitWithRoom(CheckedRunnable<?> wait, Runnable room, BooleanSupplier untouched) {
        this(wait, room, untouched, false);
    }

    private WaitWithRoom(CheckedRunnable<?> wait, Runnable room, BooleanSupplier untouched, boolean mustHaveWaited) {
        this.wait = wait;
        this.room = room;
        this.untouched = untouched;
        this.mustHaveWaited = mustHaveWaited;
    }

    private static WaitWithRoom pipe(
            CheckedRunnable<IOException> wait, CheckedRunnable<IOException> room, Pipe pipe, int available) {
        return new WaitWithRoom(
                wait,
                () -> unchecked(() -> {
                    room.run();
                    return 0;
                }),
                () -> unchecked(() -> pipe.input().available()) == available,
                true);
    }

    private static int unchecked(CheckedSupplier<Integer, IOException> code) {
        try {
            return code.get();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All waits of the package, but for those that can't take back what others have seen: barriers, topics and queues. */
    static Stream<Named<Supplier<WaitWithRoom>>> all() {
        return Stream.of(
                named("acquire", () -> acquire(Semaphore::acquire)),
                named("acquire several", () -> acquire(semaphore -> semaphore.acquire(3))),
                named("acquire in time", () -> acquire(semaphore -> semaphore.acquire(2, LONG))),
                named("acquire with context", () -> acquire(semaphore -> semaphore.acquire(1, Context.background()))),
                named("wait group", () -> countDown(WaitGroup::await)),
                named("wait group in time", () -> countDown(group -> group.await(LONG))),
                named("promise", () -> complete(Awaitable::await)),
                named("promise in time", () -> complete(promise -> promise.await(LONG))),
                named(
                        "view",
                        () -> complete(promise ->
                                Awaitable.all(List.of(promise, promise)).await())),
                named(
                        "race",
                        () -> complete(promise -> Awaitable.race(List.of(promise, new Promise<Integer>()))
                                .await())),
                named("map", WaitWithRoom::map),
                named("future", WaitWithRoom::future),
                named("read", WaitWithRoom::read),
                named("write", WaitWithRoom::write));
    }

    private static WaitWithRoom acquire(CheckedFunction<Semaphore, Semaphore.Permit, ?> acquire) {
        var semaphore = new Semaphore(3);
        var held = semaphore.tryAcquire(3).orElseThrow();
        return new WaitWithRoom(
                () -> acquire.apply(semaphore),
                held::close,
                () -> semaphore.available() == 3 && semaphore.waiting() == 0);
    }

    private static WaitWithRoom countDown(CheckedConsumer<WaitGroup, ?> await) {
        var group = new WaitGroup();
        group.add(1);
        return new WaitWithRoom(() -> await.accept(group), group::countDown, () -> group.count() == 0);
    }

    private static WaitWithRoom complete(CheckedFunction<Promise<Integer>, ?, ?> await) {
        var promise = new Promise<Integer>();
        return new WaitWithRoom(() -> await.apply(promise), () -> promise.complete(1), promise::isDone);
    }

    private static WaitWithRoom map() {
        var promise = new Promise<Integer>();
        Awaitable<Integer> mapped = promise.map(value -> value + 1);
        return new WaitWithRoom(mapped::await, () -> promise.complete(1), promise::isDone);
    }

    private static WaitWithRoom future() {
        var future = new CompletableFuture<Integer>();
        return new WaitWithRoom(Promise.of(future)::await, () -> future.complete(1), future::isDone);
    }

    private static WaitWithRoom read() {
        var pipe = Pipe.buffered(4);
        return pipe(() -> pipe.input().read(), () -> pipe.output().write(7), pipe, 1);
    }

    private static WaitWithRoom write() {
        var pipe = Pipe.buffered(1);
        unchecked(() -> {
            pipe.output().write(1);
            return 1;
        });
        return pipe(() -> pipe.output().write(2), () -> pipe.input().read(), pipe, 0);
    }

    /** Waits, and returns what that throws, or null. */
    Throwable thrown() {
        return thrownBy(wait);
    }

    static Throwable thrownBy(CheckedRunnable<?> code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    void makeRoom() {
        room.run();
    }

    boolean isUntouched() {
        return untouched.getAsBoolean();
    }

    /** Whether it may take what is there in the moment between its first look at the own cancellation, and that. */
    boolean mustHaveWaited() {
        return mustHaveWaited;
    }
}
