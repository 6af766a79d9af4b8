package dev.sluice;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Receives until the channel is closed and drained. */
final class ReceiveIterator<T> implements Iterator<T> {
    private final ReceiveChannel<T> channel;
    private @Nullable T next;
    private boolean ended;

    ReceiveIterator(ReceiveChannel<T> channel) {
        this.channel = channel;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = channel.receive();
            } catch (InterruptedException e) {
                Context.restoreInterrupt(e);
                throw new CancelledException("interrupted while waiting to receive", e);
            }
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the channel is closed and drained");
        }
        T value = next;
        next = null;
        if (value == null) {
            throw new AssertionError("hasNext promised a value");
        }
        return value;
    }
}
