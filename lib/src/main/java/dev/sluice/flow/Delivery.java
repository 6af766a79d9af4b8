package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import java.util.Objects;
import java.util.Optional;

/** What a stage passes on of an item when its function has returned. */
@FunctionalInterface
interface Delivery<S, M, T> {
    /** Where a worker passes items on. */
    @FunctionalInterface
    interface Exit<T> {
        /** Passes an item on; returns false if it isn't wanted. */
        boolean pass(Item<T> item) throws InterruptedException;
    }

    /** Passes on what has come of an item; returns false if no more are wanted. */
    boolean deliver(Item<S> item, M answer, Exit<T> exit) throws Exception;

    static <S, T> boolean one(Item<S> item, T answer, Exit<T> exit) throws InterruptedException {
        Objects.requireNonNull(answer, "the function has returned null");
        return exit.pass(item.with(answer));
    }

    static <S, T> boolean optional(Item<S> item, Optional<? extends T> answer, Exit<T> exit)
            throws InterruptedException {
        Objects.requireNonNull(answer, "the function has returned null");
        return answer.isEmpty() || exit.pass(item.with(answer.get()));
    }

    static <S> boolean same(Item<S> item, boolean wanted, Exit<S> exit) throws InterruptedException {
        return !wanted || exit.pass(item);
    }

    /** Passes on each of several values. A channel that isn't read to its end is left. */
    static <S, T> boolean each(Item<S> item, Iterable<? extends T> answers, Exit<T> exit) throws InterruptedException {
        Objects.requireNonNull(answers, "the function has returned null");
        if (answers instanceof ReceiveChannel<? extends T> channel) {
            return received(item, channel, exit);
        }
        for (T answer : answers) {
            if (!one(item, answer, exit)) {
                return false;
            }
        }
        return true;
    }

    private static <S, T> boolean received(Item<S> item, ReceiveChannel<? extends T> channel, Exit<T> exit)
            throws InterruptedException {
        try {
            for (T answer = channel.receive(); answer != null; answer = channel.receive()) {
                if (!one(item, answer, exit)) {
                    return false;
                }
            }
            return true;
        } finally {
            channel.cancel();
        }
    }
}
