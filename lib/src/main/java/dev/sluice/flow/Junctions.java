package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.function.CheckedBiFunction;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.internal.OwnChannels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stages with several inputs or several outputs. */
final class Junctions {
    private Junctions() {}

    /** One worker for each input, so that the cost of an item doesn't grow with their number. */
    static <T> Part<T> merge(List<? extends Part<? extends T>> parts) {
        return new WiredPart<>(Part.Label.named("merge"), (launch, label) -> {
            List<Link<? extends T>> inputs = new ArrayList<>();
            parts.forEach(each -> inputs.add(each.wire(launch)));
            String name = launch.unique(label.name());
            Station station = new Station(name, inputs);
            Channel<Item<T>> out = station.output(launch.queue(label, name));
            var next = new AtomicInteger();
            station.work(
                    Workers.workers(inputs.size()),
                    worker -> copy(worker, inputs.get(next.getAndIncrement()).queue(), out));
            launch.add(station);
            return new Link<>(out, station);
        });
    }

    private static <S extends T, T> void copy(Worker worker, Channel<Item<S>> in, Channel<Item<T>> out)
            throws InterruptedException {
        for (Item<S> item = worker.next(in); item != null; item = worker.next(in)) {
            if (!worker.pass(out, new Item<>(item.place(), item.value()))) {
                return;
            }
        }
    }

    static <A, B, R> Part<R> zip(
            Part<A> first, Part<B> second, CheckedBiFunction<? super A, ? super B, ? extends R, ?> function) {
        return new WiredPart<>(Part.Label.named("zip"), (launch, label) -> {
            Link<A> left = first.wire(launch);
            Link<B> right = second.wire(launch);
            return Operators.wire(
                    launch,
                    label,
                    List.of(left, right),
                    (Channel<Item<R>> inner) -> Zip.run(
                            left.queue(), right.queue(), inner, (a, b) -> a.with(function.apply(a.value(), b.value()))),
                    (worker, item) -> {
                        worker.tally.received();
                        return item;
                    });
        });
    }

    /** Every item to both ways. */
    static <T> Part<T> tee(Part<T> before, Object junction, RunnablePipeline<?> side) {
        return fork("tee", before, junction, side, (station, in, ways) -> {
            Channel<Item<T>> inner = OwnChannels.unlisted(Channel.named("tee")).unbuffered();
            station.companion(_ -> {
                Broadcast.run(inner, ways);
                inner.cancel();
            });
            station.afterWorkers(inner::close);
            station.work(Workers.ONE, worker -> {
                for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                    if (!worker.pass(inner, item)) {
                        return;
                    }
                }
            });
        });
    }

    /** Items that fulfil a condition go on, and all others into the side branch. */
    static <T> Part<T> partition(
            Part<T> before, CheckedPredicate<? super T, ?> condition, Object junction, RunnablePipeline<?> side) {
        return fork("partition", before, junction, side, (station, in, ways) -> {
            station.work(Workers.ONE, worker -> {
                for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                    boolean matches;
                    try {
                        matches = condition.test(item.value());
                    } catch (RuntimeException e) {
                        throw AtItem.note(e, station.name(), item.place(), item.value());
                    }
                    if (worker.put(ways.get(matches ? 0 : 1), item)) {
                        worker.tally.sent();
                    }
                }
            });
        });
    }

    /** What a stage with two ways out does. */
    @FunctionalInterface
    private interface Fork<T> {
        void wire(Station station, Channel<Item<T>> in, List<Channel<Item<T>>> ways);
    }

    private static <T> Part<T> fork(
            String kind, Part<T> before, Object junction, RunnablePipeline<?> side, Fork<T> fork) {
        return new WiredPart<>(Part.Label.named(kind), (launch, label) -> {
            Link<T> input = before.wire(launch);
            String name = launch.unique(label.name());
            Station station = new Station(name, List.of(input));
            launch.add(station);
            var open = new AtomicInteger(2);
            Link.Upstream upstream = () -> {
                if (open.decrementAndGet() == 0) {
                    station.leave(); // no consumer is left on either way
                }
            };
            launch.openBranch(junction, upstream);
            side.wire(launch);
            Channel<Item<T>> aside = station.output(launch.<T>entered(junction).queue());
            Channel<Item<T>> on = station.output(launch.queue(label, name));
            fork.wire(station, input.queue(), List.of(on, aside));
            return new Link<>(on, upstream);
        });
    }
}
