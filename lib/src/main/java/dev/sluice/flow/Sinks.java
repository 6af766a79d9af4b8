package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.SendChannel;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/** What ends there are to a pipeline. */
final class Sinks {
    private Sinks() {}

    static <T, A extends @Nullable Object, R extends @Nullable Object> Supplier<R> collect(
            Launch launch, Part<T> part, String name, Collector<? super T, A, R> collector) {
        var result = new Result<R>();
        one(launch, part, name, (worker, in, stage) -> {
            A container = collector.supplier().get();
            var accumulator = collector.accumulator();
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                try {
                    accumulator.accept(container, item.value());
                } catch (RuntimeException e) {
                    throw AtItem.note(e, stage, item.place(), item.value());
                }
            }
            result.value = collector.finisher().apply(container);
        });
        return result;
    }

    static <T> Supplier<@Nullable Void> send(Launch launch, Part<T> part, String name, SendChannel<? super T> channel) {
        one(launch, part, name, (worker, in, _) -> {
            for (Item<T> item = worker.next(in); item != null; item = worker.next(in)) {
                if (!worker.pass(channel, item.value())) {
                    return;
                }
            }
        });
        return () -> null;
    }

    /** Adds the queue of what stands last to a run, and lets what comes out of it be dropped. */
    static <T> Supplier<@Nullable Void> discard(Launch launch, Part<T> part) {
        one(launch, part, "end", (worker, in, _) -> {
            while (worker.next(in) != null) {
                // nobody wants it
            }
        });
        return () -> null;
    }

    /** What a sink does with its items. */
    @FunctionalInterface
    private interface Loop<T> {
        void run(Worker worker, Channel<Item<T>> in, String stage) throws Exception;
    }

    private static <T> void one(Launch launch, Part<T> part, String name, Loop<T> loop) {
        Link<T> input = part.wire(launch);
        String unique = launch.unique(name);
        Station station = new Station(unique, List.of(input));
        station.work(Workers.ONE, worker -> loop.run(worker, input.queue(), unique));
        launch.add(station);
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
