package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.internal.OwnChannels;
import org.jspecify.annotations.Nullable;

/** Several workers that do items side by side, and one companion that passes the results on in order. */
final class OrderedWork<S, T> {
    /*
     * A slot is a channel for what comes of one item. A worker takes its turn, appends an empty slot to the line of slots,
     * and receives an item for it; then it gives the turn to the next. So slots stand in the order of the items. The emitter reads
     * one slot after the other to its end.
     *
     * The slot comes before the item. So an item is taken in only when it has its place, and no more than `window` are under
     * way: those in the line, and the one that the emitter reads.
     *
     * A worker that fails leaves its slot open: what is behind must not be passed on as if nothing was missing.
     */

    /** What is done with one item; returns false if no more are wanted. */
    @FunctionalInterface
    interface Doing<S, T> {
        boolean apply(Item<S> item, Delivery.Exit<T> exit) throws Exception;
    }

    private enum Turn {
        TURN
    }

    private final Channel<Item<S>> in;
    private final Channel<Item<T>> out;
    private final int slotCapacity;
    private final Channel<Channel<Item<T>>> slots;
    private final Channel<Turn> turns =
            OwnChannels.unlisted(Channel.named("turns")).buffered(1);

    OrderedWork(Channel<Item<S>> in, Channel<Item<T>> out, int window, int slotCapacity) {
        this.in = in;
        this.out = out;
        this.slotCapacity = slotCapacity;
        this.slots = OwnChannels.unlisted(Channel.named("slots")).buffered(window - 1);
        turns.offer(Turn.TURN);
    }

    void run(Worker worker, Doing<S, T> doing) throws Exception {
        while (worker.receive(turns) != null) {
            Channel<Item<T>> slot = Channel.buffered(slotCapacity);
            Item<S> item;
            try {
                item = take(worker, slot);
            } finally {
                turns.offer(Turn.TURN);
            }
            if (item == null || !doing.apply(item, result -> worker.put(slot, result))) {
                return;
            }
            slot.close();
        }
    }

    private @Nullable Item<S> take(Worker worker, Channel<Item<T>> slot) throws InterruptedException {
        if (!worker.put(slots, slot)) {
            return null;
        }
        Item<S> item = worker.next(in);
        if (item == null) {
            slot.close();
        }
        return item;
    }

    /** Passes results on; run by the companion. */
    void emit(Worker worker) throws InterruptedException {
        for (Channel<Item<T>> slot = worker.receive(slots); slot != null; slot = worker.receive(slots)) {
            for (Item<T> item = worker.receive(slot); item != null; item = worker.receive(slot)) {
                if (!worker.pass(out, item)) {
                    return;
                }
            }
        }
    }

    /** Says that no worker is left. */
    void end() {
        slots.close();
    }
}
