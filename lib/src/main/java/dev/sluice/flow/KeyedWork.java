package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Select;
import dev.sluice.function.CheckedFunction;
import dev.sluice.internal.OwnChannels;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Several workers that do items side by side, but those with the same key one after the other. */
final class KeyedWork<S, T> {
    /*
     * One companion, the sorter, knows which keys are being worked on, and nothing else does: so there is no moment in which one
     * goroutine takes a key for idle while another adds to it. A key is in the map from its first item's coming until its last
     * one is done, with those that wait for it.
     *
     * At most `window` items are under way: ready, being done, or waiting for their keys. So neither `ready` nor `done` is ever
     * full, and an offer to them never fails.
     */
    private record Keyed<S>(Object key, Item<S> item) {}

    private final Channel<Item<S>> in;
    private final Channel<Item<T>> out;
    private final CheckedFunction<? super S, ?, ?> key;
    private final int window;
    private final String name;
    private final Channel<Keyed<S>> ready;
    private final Channel<Object> done;
    private final Map<Object, Queue<Keyed<S>>> busy = new HashMap<>();
    private int underWay;

    KeyedWork(
            Channel<Item<S>> in, Channel<Item<T>> out, CheckedFunction<? super S, ?, ?> key, int window, String name) {
        this.in = in;
        this.out = out;
        this.key = key;
        this.window = window;
        this.name = name;
        this.ready = OwnChannels.unlisted(Channel.named("ready")).buffered(window);
        this.done = OwnChannels.unlisted(Channel.named("done")).buffered(window);
    }

    void run(Worker worker, OrderedWork.Doing<S, T> doing) throws Exception {
        Delivery.Exit<T> exit = item -> worker.pass(out, item);
        for (Keyed<S> next = worker.receive(ready); next != null; next = worker.receive(ready)) {
            worker.tally.received();
            if (!doing.apply(next.item, exit)) {
                return;
            }
            done.offer(next.key);
        }
    }

    /** Hands items to the workers; run by the companion. */
    void sort(Worker worker) throws Exception {
        try (var select = Select.open()) {
            var ended = select.receive(done);
            var next = select.receive(in);
            boolean open = true;
            while (open || underWay > 0) {
                next.enable(open && underWay < window);
                worker.tally.saw(in.length());
                if (select.await() == ended) {
                    done(ended.value());
                    continue;
                }
                Item<S> item = next.value();
                if (item == null) {
                    open = false;
                } else {
                    add(item);
                }
            }
        }
        ready.close();
    }

    private void add(Item<S> item) throws Exception {
        Keyed<S> keyed = new Keyed<>(keyOf(item), item);
        underWay++;
        Queue<Keyed<S>> waiting = busy.get(keyed.key);
        if (waiting == null) {
            busy.put(keyed.key, new ArrayDeque<>(0));
            ready.offer(keyed);
        } else {
            waiting.add(keyed);
        }
    }

    private Object keyOf(Item<S> item) throws Exception {
        try {
            return Objects.requireNonNull(key.apply(item.value()), "the key is null");
        } catch (Exception e) {
            throw e instanceof InterruptedException ? e : AtItem.note(e, name, item.place(), item.value());
        }
    }

    private void done(@Nullable Object key) {
        underWay--;
        Queue<Keyed<S>> waiting = busy.get(key);
        Keyed<S> next = waiting == null ? null : waiting.poll();
        if (next == null) {
            busy.remove(key);
        } else {
            ready.offer(next);
        }
    }
}
