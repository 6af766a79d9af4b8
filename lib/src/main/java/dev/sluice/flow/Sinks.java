package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedBiFunction;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/** What ends there are to a pipeline. */
final class Sinks {
    private Sinks() {}

    static <T, A extends @Nullable Object, R extends @Nullable Object> Sink<R> collect(
            Part<T> part, Collector<? super T, A, R> collector) {
        return one(part, "collect", (worker, in, stage) -> {
            A container = collector.supplier().get();
            var accumulator = collector.accumulator();
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                try {
                    accumulator.accept(container, item.value());
                } catch (RuntimeException e) {
                    throw AtItem.note(e, stage, item.place(), item.value());
                }
            }
            return collector.finisher().apply(container);
        });
    }

    static <T, R> Sink<R> reduce(Part<T> part, R first, CheckedBiFunction<? super R, ? super T, ? extends R, ?> next) {
        return one(part, "reduce", (worker, in, stage) -> {
            R value = first;
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                value = next(value, item, next, stage);
            }
            return value;
        });
    }

    /** Returns the value that follows another one when an item has come. */
    static <T, R> R next(
            R value, Item<T> item, CheckedBiFunction<? super R, ? super T, ? extends R, ?> next, String stage)
            throws Exception {
        try {
            return Objects.requireNonNull(next.apply(value, item.value()), "the function has returned null");
        } catch (Exception e) {
            throw e instanceof InterruptedException ? e : AtItem.note(e, stage, item.place(), item.value());
        }
    }

    /** Sends all items to a channel, which ends as the run does. */
    static <T> Sink<@Nullable Void> send(Part<T> part, SendChannel<? super T> channel) {
        Sink<@Nullable Void> sink = one(part, "to", (worker, in, _) -> {
            worker.endWith(channel);
            Item<T> item = worker.next(in);
            while (item != null && worker.pass(channel, item.value())) {
                item = worker.next(in);
            }
            return null;
        });
        return new Sink<>(sink.name(), (launch, name) -> {
            launch.atEnd(failure -> Output.end(channel, failure));
            return sink.wiring().wire(launch, name);
        });
    }

    /** Sends all items to a channel of the run's own. */
    static <T> Sink<@Nullable Void> output(Part<T> part, Channel<T> channel) {
        Sink<@Nullable Void> sink = send(part, channel);
        return new Sink<>(sink.name(), (launch, name) -> {
            launch.queue(channel);
            return sink.wiring().wire(launch, name);
        });
    }

    /** Lets what comes out of the last stage be dropped; a name is that stage's. */
    static <T> Sink<@Nullable Void> discard(Part<T> part) {
        return new Sink<>(part.label().name(), (launch, name) -> {
            Part<T> last = part.labelled(part.label().name(name));
            return Sinks.<T, @Nullable Void>one(last, "end", Sinks::drop).wire(launch);
        });
    }

    private static <T> @Nullable Void drop(Worker worker, Channel<Item<T>> in, String stage)
            throws InterruptedException {
        while (worker.next(in) != null) {
            // it isn't wanted
        }
        return null;
    }

    /** What a sink does with its items; returns what has come of them. */
    @FunctionalInterface
    private interface Loop<T, R extends @Nullable Object> {
        R run(Worker worker, Channel<Item<T>> in, String stage) throws Exception;
    }

    private static <T, R extends @Nullable Object> Sink<R> one(Part<T> part, String kind, Loop<T, R> loop) {
        return new Sink<>(kind, (launch, name) -> {
            Link<T> input = part.wire(launch);
            String unique = launch.unique(name);
            Station station = new Station(unique, List.of(input));
            var result = new Result<R>();
            station.work(Workers.ONE, worker -> result.value = loop.run(worker, input.queue(), unique));
            launch.add(station);
            return result;
        });
    }

    /** What a sink has made; written by its goroutine, and read when that has ended. */
    private static final class Result<R extends @Nullable Object> implements Supplier<R> {
        private @Nullable R value;

        @Override
        @SuppressWarnings("NullAway") // it was written, since the run has ended well
        public R get() {
            return value;
        }
    }
}
