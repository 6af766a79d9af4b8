package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedBiFunction;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stages with one worker that make other streams of a stream: shorter ones, slower ones, ones of lists. */
final class Operators {
    /*
     * The loops that the free functions of Channels have are run by a companion, into a channel of its own; the worker behind it
     * counts, and makes items of what it gets.
     */
    private Operators() {}

    /** Moves values to a channel until there are no more, or the receiver has left. */
    @FunctionalInterface
    interface Loop<V> {
        void run(Channel<V> inner) throws Exception;
    }

    /** Makes an item of what a loop has sent, and counts what has come in for it. */
    @FunctionalInterface
    interface Wrapping<V, T> {
        Item<T> wrap(Worker worker, V value);
    }

    static <V, T> Link<T> wire(
            Launch launch, Part.Label label, List<? extends Link<?>> inputs, Loop<V> loop, Wrapping<V, T> wrapping) {
        String name = launch.unique(label.name());
        Station station = new Station(name, inputs);
        Channel<Item<T>> out = station.output(launch.queue(label, name));
        Channel<V> inner = OwnChannels.unlisted(Channel.named("in " + name)).unbuffered();
        station.companion(_ -> {
            loop.run(inner);
            inner.close();
        });
        station.work(Workers.ONE, worker -> {
            for (V value = worker.receive(inner); value != null; value = worker.receive(inner)) {
                worker.tally.saw(
                        inputs.stream().mapToInt(each -> each.queue().length()).sum());
                if (!worker.pass(out, wrapping.wrap(worker, value))) {
                    return;
                }
            }
        });
        launch.add(station);
        return new Link<>(out, station);
    }

    private static <S, V, T> Part<T> operator(
            String name, Part<S> before, LoopBehind<S, V> loop, Wrapping<V, T> wrapping) {
        return new WiredPart<>(Part.Label.named(name), (launch, label) -> {
            Link<S> input = before.wire(launch);
            return wire(launch, label, List.of(input), inner -> loop.run(input.queue(), inner), wrapping);
        });
    }

    /** Moves items from one channel to another, in which they are something else. */
    @FunctionalInterface
    private interface LoopBehind<S, V> {
        void run(Channel<Item<S>> in, Channel<V> inner) throws Exception;
    }

    static <T> Part<List<T>> batch(Part<T> before, int size, Duration time) {
        return Operators.<T, List<Item<T>>, List<T>>operator(
                "batch", before, (in, inner) -> new Batch<>(in, inner, size, time).run(), Operators::<T>together);
    }

    static <T> Part<List<T>> window(Part<T> before, Duration time) {
        return Operators.<T, List<Item<T>>, List<T>>operator(
                "window", before, (in, inner) -> window(in, inner, time), Operators::<T>together);
    }

    private static <T> Item<List<T>> together(Worker worker, List<Item<T>> items) {
        worker.tally.received(items.size());
        List<T> values = new ArrayList<>(items.size());
        items.forEach(each -> values.add(each.value()));
        return new Item<>(items.getFirst().place(), Collections.unmodifiableList(values));
    }

    /** Sends what has come at the end of each interval; neither a clock that is quicker nor items that are ready starve the other. */
    private static <T> void window(ReceiveChannel<Item<T>> in, SendChannel<List<Item<T>>> out, Duration time)
            throws InterruptedException {
        World world = World.current();
        long interval = time.toNanos();
        long due = world.nanoTime() + interval;
        List<Item<T>> window = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            switch (in.receive(Duration.ofNanos(due - world.nanoTime()))) {
                case Received.Value<Item<T>>(var item) -> window.add(item);
                case Received.Empty<Item<T>> _ -> {}
                case Received.Closed<Item<T>> _ -> ended = true;
            }
            long late = world.nanoTime() - due;
            if (late >= 0 || ended) {
                if (!window.isEmpty() && !out.sendIfOpen(window)) {
                    return;
                }
                window = new ArrayList<>();
                due += interval * (late / interval + 1);
            }
        }
    }

    static <T> Part<T> throttle(Part<T> before, Duration interval) {
        return Operators.<T, Item<T>, T>operator(
                "throttle", before, (in, inner) -> Throttle.run(in, inner, interval, _ -> {}), Operators::<T>single);
    }

    private static <T> Item<T> single(Worker worker, Item<T> item) {
        worker.tally.received();
        return item;
    }

    // Loops that count by themselves

    /** What the one worker of a stage does. */
    @FunctionalInterface
    interface Counting<S, T> {
        void run(Worker worker, Channel<Item<S>> in, Channel<Item<T>> out, String stage) throws Exception;
    }

    static <S, T> Part<T> counting(String name, Part<S> before, Counting<S, T> loop) {
        return new WiredPart<>(Part.Label.named(name), (launch, label) -> {
            Link<S> input = before.wire(launch);
            String unique = launch.unique(label.name());
            Station station = new Station(unique, List.of(input));
            Channel<Item<T>> out = station.output(launch.queue(label, unique));
            station.work(Workers.ONE, worker -> loop.run(worker, input.queue(), out, unique));
            launch.add(station);
            return new Link<>(out, station);
        });
    }

    static <T> Part<T> limit(Part<T> before, long items) {
        return counting("limit", before, (worker, in, out, _) -> {
            for (long left = items; left > 0; left--) {
                Item<T> item = worker.next(in);
                if (item == null || !worker.pass(out, item)) {
                    return;
                }
            }
        });
    }

    static <T, R> Part<R> scan(Part<T> before, R first, CheckedBiFunction<? super R, ? super T, ? extends R, ?> next) {
        return counting("scan", before, (worker, in, out, stage) -> {
            R value = first;
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                value = Sinks.next(value, item, next, stage);
                if (!worker.pass(out, item.with(value))) {
                    return;
                }
            }
        });
    }

    static <T> Part<List<T>> batch(Part<T> before, int size) {
        return counting("batch", before, (worker, in, out, _) -> {
            Item<List<T>> batch;
            do {
                batch = fill(worker, in, size);
            } while (batch != null && worker.pass(out, batch));
        });
    }

    private static <T> @Nullable Item<List<T>> fill(Worker worker, Channel<Item<T>> in, int size)
            throws InterruptedException {
        Item<T> first = worker.next(in);
        if (first == null) {
            return null;
        }
        List<T> values = new ArrayList<>();
        for (Item<T> item = first; item != null; item = values.size() < size ? worker.next(in) : null) {
            values.add(item.value());
        }
        return new Item<>(first.place(), Collections.unmodifiableList(values));
    }

    static <T> Part<List<T>> window(Part<T> before, int size, int step) {
        return counting("window", before, (worker, in, out, _) -> {
            var window = new ArrayDeque<Item<T>>();
            int toSkip = 0;
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                if (toSkip > 0) {
                    toSkip--;
                    continue;
                }
                window.add(item);
                if (window.size() == size) {
                    List<T> values = window.stream().map(Item::value).toList();
                    if (!worker.pass(out, new Item<>(window.getFirst().place(), values))) {
                        return;
                    }
                    for (int i = 0; i < step && !window.isEmpty(); i++) {
                        window.poll();
                    }
                    toSkip = Math.max(0, step - size);
                }
            }
        });
    }
}
