package dev.sluice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** Receives until the channel is closed and drained. */
final class ReceiveIterator<T> implements Iterator<T> {
    private final ReceiveChannel<T> channel;
    private @Nullable T next;
    private boolean ended;

    ReceiveIterator(ReceiveChannel<T> channel) {
        this.channel = channel;
    }

    /**
     * Receives all values into a list.
     *
     * @param undelivered what to do with those received so far if this fails, with what was thrown
     */
    static <T> List<T> toList(ReceiveChannel<T> channel, BiConsumer<? super Throwable, ? super T> undelivered)
            throws InterruptedException {
        var list = new ArrayList<T>();
        try {
            for (T value; (value = channel.receive()) != null; ) {
                list.add(value);
            }
            return Collections.unmodifiableList(list);
        } catch (Throwable e) {
            list.forEach(value -> undelivered.accept(e, value));
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = channel.receive();
            } catch (InterruptedException e) {
                Strand.keep(e);
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
