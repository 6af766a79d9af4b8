package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.SendChannel;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts values together in lists: one is sent when it is full, or when its first value has waited for the given time.
 *
 * <p>While a batch waits for its consumer no other is begun, so producers wait too. When the input ends, or fails, what has come
 * is sent first.
 */
final class Batch<T> {
    private static final int FIRST_ROOM = 64;

    private final ReceiveChannel<? extends T> in;
    private final SendChannel<List<T>> out;
    private final int size;
    private final long timeNanos;

    private boolean ended;
    private @Nullable Throwable failure;

    Batch(ReceiveChannel<? extends T> in, SendChannel<List<T>> out, int size, Duration time) {
        this.in = in;
        this.out = out;
        this.size = size;
        this.timeNanos = time.toNanos();
    }

    void run() throws InterruptedException {
        while (!ended) {
            T first = in.receive();
            if (first == null || !Outlet.send(out, fill(first))) {
                return;
            }
        }
        if (failure != null) {
            throw Stage.inputFailed(failure);
        }
    }

    private List<T> fill(T first) throws InterruptedException {
        World world = World.current();
        long due = world.nanoTime() + timeNanos;
        List<T> batch = new ArrayList<>(Math.min(size, FIRST_ROOM));
        batch.add(first);
        try {
            while (batch.size() < size) {
                long left = due - world.nanoTime();
                if (left <= 0) { // said here, since a receive takes what is there even when its time is over
                    return Collections.unmodifiableList(batch);
                }
                switch (in.receive(Duration.ofNanos(left))) {
                    case Received.Value<? extends T>(var value) -> batch.add(value);
                    case Received.Empty<? extends T> _ -> {
                        return Collections.unmodifiableList(batch);
                    }
                    case Received.Closed<? extends T>(var cause) -> {
                        ended = true;
                        failure = cause;
                        return Collections.unmodifiableList(batch);
                    }
                }
            }
        } catch (InterruptedException e) {
            throw Outlet.abandon(out, Collections.unmodifiableList(batch), e);
        }
        return Collections.unmodifiableList(batch);
    }
}
