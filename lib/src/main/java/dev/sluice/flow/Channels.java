package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedBiFunction;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Free functions on channels: each starts a {@linkplain dev.sluice.flow stage} in a scope, and returns the channel that comes
 * out of it. They are composed by calling them on each other's results, and read from the inside out.
 *
 * {@snippet :
 * import static dev.sluice.flow.Channels.*;
 *
 * ReceiveChannel<Integer> square(Scope scope, ReceiveChannel<Integer> in) throws InterruptedException {
 *     return map(scope, in, x -> x * x);
 * }
 *
 * try (var scope = Scope.open()) {
 *     for (int fourth : square(scope, square(scope, generate(scope, 2, 3)))) {
 *         System.out.println(fourth); // 16, 81
 *     }
 * }
 * }
 *
 * <p>The goroutines of a stage belong to the scope that it is given. They are done when the input is closed and drained,
 * when the consumer has {@linkplain ReceiveChannel#cancel left}, or when one of them has failed; how these travel through the
 * stages, what happens to values in flight, and what <i>ordered</i> means, is said once, in the {@linkplain dev.sluice.flow
 * package documentation}. A consumer that doesn't receive to the end should cancel the channel; otherwise the stages
 * wait for it until their scope is closed.
 *
 * <p>A stage owns its inputs: nothing else should receive from them, since it cancels them when it ends before they do. To let
 * several receive the same values, use {@link #tee} or {@link #broadcast}; to divide the values between several, {@link #split},
 * {@link #fanOut} or {@link #partition}: a value in a channel goes to one receiver. Outputs have no buffer; {@link #buffer}
 * adds one.
 *
 * <p>Every function may be called by any thread that may {@linkplain Scope#go start goroutines} in the scope. In a scope with a
 * {@linkplain Scope#limit limit} it waits for its slots, and stages that are connected need theirs at the same time: a limit
 * below their number is a deadlock.
 *
 * <p>Memory consistency: actions before a value is sent to an input <i>happen-before</i> those in the functions it is given
 * to, and these before those after the receive of what was made of it.
 *
 * @see <a href="https://go.dev/blog/pipelines">Go Concurrency Patterns: Pipelines and cancellation</a>
 */
public final class Channels {
    private Channels() {}

    /**
     * What {@link #tee} returns: two channels with the same values.
     *
     * @param first one of them
     * @param second the other
     * @param <T> the type of the values
     */
    public record Tee<T>(ReceiveChannel<T> first, ReceiveChannel<T> second) {}

    /**
     * What {@link #partition} returns: two channels, and each value in one of them.
     *
     * @param matching has the values that fulfil the condition
     * @param others has those that don't
     * @param <T> the type of the values
     */
    public record Partition<T>(ReceiveChannel<T> matching, ReceiveChannel<T> others) {}

    // Sources

    /**
     * Sends these values.
     *
     * @param scope owns the goroutine
     * @param values the values, none of them null
     * @param <T> their type
     * @return a channel with the values, which is closed after the last
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> ReceiveChannel<T> generate(Scope scope, T... values) throws InterruptedException {
        return generate(scope, List.of(values).iterator());
    }

    /**
     * Sends what can be iterated over. A channel becomes an input of the stage.
     *
     * @param scope owns the goroutine
     * @param values the values, maybe without end; iterated over in the goroutine
     * @param <T> their type
     * @return a channel with the values, which is closed after the last
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> generate(Scope scope, Iterable<? extends T> values)
            throws InterruptedException {
        Objects.requireNonNull(values, "values");
        Channel<T> out = Outlet.named("generate");
        return values instanceof ReceiveChannel<? extends T> in
                ? one(scope, "generate", List.of(in), out, () -> Relay.copy(in, out))
                : one(scope, "generate", List.of(), out, () -> Source.iterate(values.iterator(), out));
    }

    /**
     * Sends what an iterator returns. The iterator is used in the goroutine alone.
     *
     * @param scope owns the goroutine
     * @param values the values, maybe without end
     * @param <T> their type
     * @return a channel with the values, which is closed after the last
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> generate(Scope scope, Iterator<? extends T> values)
            throws InterruptedException {
        Objects.requireNonNull(values, "values");
        Channel<T> out = Outlet.named("generate");
        return one(scope, "generate", List.of(), out, () -> Source.iterate(values, out));
    }

    /**
     * Sends what a supplier returns, until it returns null; without an end if it never does.
     *
     * {@snippet :
     * ReceiveChannel<String> lines = generate(scope, reader::readLine);
     * ReceiveChannel<Double> noise = generate(scope, random::nextGaussian);
     * }
     *
     * @param scope owns the goroutine
     * @param supplier called again and again in the goroutine, until the consumer leaves
     * @param <T> the type of the values
     * @return a channel with the values, which is closed after the last
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> generate(Scope scope, CheckedSupplier<? extends @Nullable T, ?> supplier)
            throws InterruptedException {
        Objects.requireNonNull(supplier, "supplier");
        Channel<T> out = Outlet.named("generate");
        return one(scope, "generate", List.of(), out, () -> Source.call(supplier, out));
    }

    /**
     * Sends these values again and again, until the consumer leaves.
     *
     * @param scope owns the goroutine
     * @param values the values, at least one, none of them null
     * @param <T> their type
     * @return a channel without end
     * @throws IllegalArgumentException if there is no value
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> ReceiveChannel<T> repeat(Scope scope, T... values) throws InterruptedException {
        Arguments.atLeastOne("values", values.length);
        List<T> all = List.of(values);
        Channel<T> out = Outlet.named("repeat");
        return one(scope, "repeat", List.of(), out, () -> Source.repeat(all, out));
    }

    // One in, one out

    /**
     * Applies a function to each value. Ordered.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param function makes a result of a value; must not return null
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return a channel with the results
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T, R> ReceiveChannel<R> map(
            Scope scope, ReceiveChannel<? extends T> in, CheckedFunction<? super T, ? extends R, ?> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        Channel<R> out = Outlet.named("map");
        return one(scope, "map", List.of(in), out, () -> Relay.map(in, out, function));
    }

    /**
     * Applies a function to each value, in several goroutines. Unordered: results come as they are ready, so a slow one holds up
     * nothing but its goroutine.
     *
     * @param scope owns the goroutines
     * @param in the values
     * @param workers how many goroutines, from 1 to {@link Workers#MAX}
     * @param function makes a result of a value, at the same time as others; must not return null
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return a channel with the results
     * @throws IllegalArgumentException if the number is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     * @see #mapOrdered
     */
    public static <T, R> ReceiveChannel<R> map(
            Scope scope,
            ReceiveChannel<? extends T> in,
            int workers,
            CheckedFunction<? super T, ? extends R, ?> function)
            throws InterruptedException {
        Arguments.workers("workers", workers);
        Objects.requireNonNull(function, "function");
        Channel<R> out = Outlet.named("map");
        CheckedRunnable<Exception> loop = () -> Relay.map(in, out, function);
        Stage.start(scope, "map", List.of(in), List.of(out), Collections.nCopies(workers, loop));
        return out;
    }

    /**
     * Applies a function to each value, in several goroutines. Ordered: a result waits until those before it have been received.
     *
     * <p>No more values are in flight than there are goroutines. A failure comes in its order too, after the results before it.
     *
     * @param scope owns the goroutines
     * @param in the values
     * @param workers how many goroutines, from 1 to {@link Workers#MAX}
     * @param function makes a result of a value, at the same time as others; must not return null
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return a channel with the results
     * @throws IllegalArgumentException if the number is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T, R> ReceiveChannel<R> mapOrdered(
            Scope scope,
            ReceiveChannel<? extends T> in,
            int workers,
            CheckedFunction<? super T, ? extends R, ?> function)
            throws InterruptedException {
        Arguments.workers("workers", workers);
        Objects.requireNonNull(function, "function");
        Channel<R> out = Outlet.named("mapOrdered");
        CheckedRunnable<Exception> loop = new OrderedMap<T, R>(in, out, function, Outlet::forget)::run;
        Stage.start(scope, "mapOrdered", List.of(in), List.of(out), Collections.nCopies(workers, loop));
        return out;
    }

    /**
     * Passes on the values that satisfy a condition.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param condition what they have to fulfil
     * @param <T> the type of the values
     * @return a channel with these values
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> filter(
            Scope scope, ReceiveChannel<? extends T> in, CheckedPredicate<? super T, ?> condition)
            throws InterruptedException {
        Objects.requireNonNull(condition, "condition");
        Channel<T> out = Outlet.named("filter");
        return one(scope, "filter", List.of(in), out, () -> Relay.filter(in, out, condition));
    }

    /**
     * Passes on values that are not equal to any value before them. It remembers all of them, so its memory grows with
     * their number.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param <T> the type of the values
     * @return a channel in which no two values are equal
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> distinct(Scope scope, ReceiveChannel<? extends T> in)
            throws InterruptedException {
        Channel<T> out = Outlet.named("distinct");
        return one(scope, "distinct", List.of(in), out, () -> Relay.distinct(in, out));
    }

    /**
     * Passes on the first values, and then cancels the input.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param values how many, at least 0
     * @param <T> the type of the values
     * @return a channel with this number of values, or fewer if there aren't more
     * @throws IllegalArgumentException if the number is negative
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> limit(Scope scope, ReceiveChannel<? extends T> in, long values)
            throws InterruptedException {
        Arguments.atLeastZero("values", values);
        Channel<T> out = Outlet.named("limit");
        return one(scope, "limit", List.of(in), out, () -> Relay.limit(in, out, values));
    }

    /**
     * Puts a buffer between a producer and a consumer, which then needn't wait for each other: a queue.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param capacity how many values the buffer holds, from 0 to {@link Channel#MAX_CAPACITY}
     * @param <T> the type of the values
     * @return a channel with the values and this buffer
     * @throws IllegalArgumentException if the capacity is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> buffer(Scope scope, ReceiveChannel<? extends T> in, int capacity)
            throws InterruptedException {
        return buffer(
                scope,
                in,
                OwnChannels.unlisted(Channel.named("buffer").<T>onUndelivered(Outlet::forget))
                        .buffered(capacity));
    }

    /**
     * Sends the values to this channel, which has its own capacity, policy for a full buffer, and hook.
     *
     * {@snippet :
     * var latest = buffer(scope, positions, Channel.overflow(DROP_OLDEST).<Position>buffered(1));
     * }
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param queue where to send them; belongs to the stage, which closes it
     * @param <T> the type of the values
     * @return the queue
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> buffer(Scope scope, ReceiveChannel<? extends T> in, Channel<T> queue)
            throws InterruptedException {
        return one(scope, "buffer", List.of(in), queue, () -> Relay.copy(in, queue));
    }

    /**
     * Groups values into lists. A list is sent when it holds {@code size} values, or when {@code time} has passed since
     * its first.
     *
     * <p>No list is empty. While one waits for its consumer, no other is begun. When the input ends, or fails, what has come is
     * sent first.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param size how many values a list has at most, at least 1
     * @param time how long a value waits for others, more than zero and at most 100 years
     * @param <T> the type of the values
     * @return a channel with lists that can't be changed
     * @throws IllegalArgumentException if the size or the time is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<List<T>> batch(
            Scope scope, ReceiveChannel<? extends T> in, int size, Duration time) throws InterruptedException {
        Arguments.atLeastOne("size", size);
        Arguments.positive("time", time);
        Channel<List<T>> out = OwnChannels.unlisted(
                        Channel.named("batch").<List<T>>onUndelivered(batch -> batch.forEach(Outlet::forget)))
                .unbuffered();
        return one(scope, "batch", List.of(in), out, () -> new Batch<T>(in, out, size, time).run());
    }

    /**
     * Delays each value by a time before it is sent: one after the other, so at most one value passes in that time.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param delay how long, more than zero and at most 100 years
     * @param <T> the type of the values
     * @return a channel with all the values
     * @throws IllegalArgumentException if the time is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> sleep(Scope scope, ReceiveChannel<? extends T> in, Duration delay)
            throws InterruptedException {
        Arguments.positive("delay", delay);
        Channel<T> out = Outlet.named("sleep");
        return one(scope, "sleep", List.of(in), out, () -> Relay.sleep(in, out, delay));
    }

    /**
     * Passes on all values, with at least this much time between two of them. The first isn't held up, nor is one that
     * comes late.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param interval how long, more than zero and at most 100 years
     * @param <T> the type of the values
     * @return a channel with all the values
     * @throws IllegalArgumentException if the time is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> pace(Scope scope, ReceiveChannel<? extends T> in, Duration interval)
            throws InterruptedException {
        Arguments.positive("interval", interval);
        Channel<T> out = Outlet.named("pace");
        return one(scope, "pace", List.of(in), out, () -> Relay.pace(in, out, interval));
    }

    /**
     * Lets through at most one value in an interval: the first at once, and then the newest there is. Values that a newer one has
     * overtaken are dropped; the last one comes in any case. Producers don't wait, neither for the time nor for the consumer.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param interval how long, counted from the receive of a value; more than zero and at most 100 years
     * @param <T> the type of the values
     * @return a channel with some of the values
     * @throws IllegalArgumentException if the time is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     * @see #pace
     */
    public static <T> ReceiveChannel<T> throttle(Scope scope, ReceiveChannel<? extends T> in, Duration interval)
            throws InterruptedException {
        Arguments.positive("interval", interval);
        Channel<T> out = Outlet.named("throttle");
        return one(scope, "throttle", List.of(in), out, () -> Throttle.run(in, out, interval, Outlet::forget));
    }

    /**
     * Lets a value through when no other has come for this long, or the input has ended. Values that a newer one has overtaken
     * are dropped. Producers don't wait, neither for the time nor for the consumer.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param quiet how long, more than zero and at most 100 years
     * @param <T> the type of the values
     * @return a channel with some of the values
     * @throws IllegalArgumentException if the time is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> debounce(Scope scope, ReceiveChannel<? extends T> in, Duration quiet)
            throws InterruptedException {
        Arguments.positive("quiet", quiet);
        Channel<T> out = Outlet.named("debounce");
        return one(scope, "debounce", List.of(in), out, () -> Debounce.run(in, out, quiet, Outlet::forget));
    }

    // Signals

    /**
     * Passes on values until a signal has happened: until its channel is closed, or has a value, which is taken. Then
     * the output is closed. If a value is ready at the same time, the signal counts.
     *
     * {@snippet :
     * for (Event event : orDone(scope, context.done(), events)) {
     *     handle(event);
     * }
     * }
     *
     * @param scope owns the goroutine
     * @param signal says when to stop; is never cancelled
     * @param in the values
     * @param <T> the type of the values
     * @return a channel with the values
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> orDone(Scope scope, ReceiveChannel<?> signal, ReceiveChannel<? extends T> in)
            throws InterruptedException {
        Objects.requireNonNull(signal, "signal");
        Channel<T> out = Outlet.named("orDone");
        return one(scope, "orDone", List.of(in), out, () -> Signals.orDone(signal, in, out));
    }

    /**
     * Joins signals into one that happens when any of them does; like {@link #or(Scope, List)}.
     *
     * @param scope owns the goroutine
     * @param signals the signals, at least one
     * @return a channel that never has a value, and is closed when one of the signals has happened
     * @throws IllegalArgumentException if there is no signal
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static ReceiveChannel<Void> or(Scope scope, ReceiveChannel<?>... signals) throws InterruptedException {
        return or(scope, List.of(signals));
    }

    /**
     * Joins signals into one that happens when any of them does: when its channel is closed, or has a value, which is taken. One
     * goroutine waits for all of them, however many, until one has happened or the consumer leaves. None is cancelled.
     *
     * @param scope owns the goroutine
     * @param signals the signals, at least one
     * @return a channel that never has a value, and is closed when one of the signals has happened; with an error, if that
     *     signal was
     * @throws IllegalArgumentException if there is no signal
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static ReceiveChannel<Void> or(Scope scope, List<? extends ReceiveChannel<?>> signals)
            throws InterruptedException {
        Arguments.atLeastOne("signals", signals.size());
        List<? extends ReceiveChannel<?>> all = List.copyOf(signals);
        Channel<Void> out = Outlet.named("or");
        return one(scope, "or", List.of(), out, () -> Signals.or(all, out));
    }

    // Many in, one out

    /**
     * Merges inputs into one channel, also called fan-in; like {@link #merge(Scope, List)}.
     *
     * @param scope owns the goroutines
     * @param inputs the inputs
     * @param <T> the type of the values
     * @return a channel with the values of all
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> ReceiveChannel<T> merge(Scope scope, ReceiveChannel<? extends T>... inputs)
            throws InterruptedException {
        return merge(scope, List.of(inputs));
    }

    /**
     * Merges inputs into one channel, also called fan-in. The values of each input keep their order; between inputs there is
     * none, and they take turns where several have something to give. The output is closed when all inputs have ended, or as
     * soon as one has failed.
     *
     * @param scope owns the goroutines, one for each input
     * @param inputs the inputs; if there is none, the output is closed at once
     * @param <T> the type of the values
     * @return a channel with the values of all
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> merge(Scope scope, List<? extends ReceiveChannel<? extends T>> inputs)
            throws InterruptedException {
        List<? extends ReceiveChannel<? extends T>> all = List.copyOf(inputs);
        Channel<T> out = Outlet.named("merge");
        if (all.isEmpty()) {
            out.close();
            return out;
        }
        List<CheckedRunnable<Exception>> loops = new ArrayList<>();
        for (ReceiveChannel<? extends T> in : all) {
            loops.add(() -> Relay.copy(in, out));
        }
        Stage.start(scope, "merge", all, List.of(out), loops);
        return out;
    }

    /**
     * Makes one value of two, one from each input, and ends when either input has.
     *
     * @param scope owns the goroutine
     * @param first the first of each two
     * @param second the second of each two
     * @param function makes a result of two values; must not return null
     * @param <A> the type of the first
     * @param <B> the type of the second
     * @param <R> the type of the results
     * @return a channel with the results
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <A, B, R> ReceiveChannel<R> zip(
            Scope scope,
            ReceiveChannel<? extends A> first,
            ReceiveChannel<? extends B> second,
            CheckedBiFunction<? super A, ? super B, ? extends R, ?> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        Channel<R> out = Outlet.named("zip");
        return one(scope, "zip", List.of(first, second), out, () -> Zip.run(first, second, out, function));
    }

    /**
     * Joins the channels that come through a channel into one: the values of the first, then those of the second, and so on.
     *
     * <p>A consumer that leaves makes it cancel the channel it receives from, and those that wait to be next.
     *
     * @param scope owns the goroutine
     * @param channels the channels, which belong to the stage once it has received them
     * @param <T> the type of the values
     * @return a channel with the values of all
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> ReceiveChannel<T> bridge(
            Scope scope, ReceiveChannel<? extends ReceiveChannel<? extends T>> channels) throws InterruptedException {
        Channel<T> out = Outlet.named("bridge");
        var bridge = new Bridge<T>(channels, out);
        Stage.start(scope, "bridge", bridge::inputs, List.of(out), List.of(bridge::run));
        return out;
    }

    // One in, many out

    /**
     * Applies a function to each value in several goroutines, each with a branch of its own. A value goes to one of them. {@link
     * #merge} brings the branches together again, if that is wanted; {@link #map(Scope, ReceiveChannel, int, CheckedFunction) map}
     * does both in one.
     *
     * <p>A consumer that leaves its branch ends one goroutine, and the others go on. A failure fails all branches.
     *
     * @param scope owns the goroutines
     * @param in the values
     * @param branches how many goroutines and branches, from 1 to {@link Workers#MAX}
     * @param function makes a result of a value, at the same time as others; must not return null
     * @param <T> the type of the values
     * @param <R> the type of the results
     * @return the branches
     * @throws IllegalArgumentException if the number is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T, R> List<ReceiveChannel<R>> fanOut(
            Scope scope,
            ReceiveChannel<? extends T> in,
            int branches,
            CheckedFunction<? super T, ? extends R, ?> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        List<Channel<R>> outs = branches("fanOut", branches);
        List<CheckedRunnable<Exception>> loops = new ArrayList<>();
        for (Channel<R> out : outs) {
            loops.add(() -> {
                Relay.map(in, out, function);
                out.close(); // this one's consumer needn't wait for what the others are doing
            });
        }
        Stage.start(scope, "fanOut", List.of(in), outs, loops);
        return List.copyOf(outs);
    }

    /**
     * Sends each value to one of several branches: to whichever is received from first. A branch whose consumer has left is left
     * out.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param branches how many, from 1 to {@link Workers#MAX}
     * @param <T> the type of the values
     * @return the branches
     * @throws IllegalArgumentException if the number is out of range
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> List<ReceiveChannel<T>> split(Scope scope, ReceiveChannel<? extends T> in, int branches)
            throws InterruptedException {
        List<Channel<T>> outs = branches("split", branches);
        Stage.start(scope, "split", List.of(in), outs, () -> Split.run(in, outs));
        return List.copyOf(outs);
    }

    /**
     * Sends each value to one of two branches, as a condition says. Both must be received from: a value whose branch isn't holds
     * up the other. After a consumer has left, its values are dropped.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param condition decides where a value goes
     * @param <T> the type of the values
     * @return the two branches
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> Partition<T> partition(
            Scope scope, ReceiveChannel<? extends T> in, CheckedPredicate<? super T, ?> condition)
            throws InterruptedException {
        Objects.requireNonNull(condition, "condition");
        Channel<T> matching = Outlet.named("partition-matching");
        Channel<T> others = Outlet.named("partition-others");
        Stage.start(
                scope,
                "partition",
                List.of(in),
                List.of(matching, others),
                () -> Split.partition(in, matching, others, condition));
        return new Partition<>(matching, others);
    }

    /**
     * Sends each value to both of two branches, in lockstep: the next value comes when both have received this one. The slower
     * consumer sets the pace; to uncouple them use {@link #broadcast}. A branch whose consumer has left is left out.
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param <T> the type of the values
     * @return the two branches
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> Tee<T> tee(Scope scope, ReceiveChannel<? extends T> in) throws InterruptedException {
        Channel<T> first = Outlet.named("tee-1");
        Channel<T> second = Outlet.named("tee-2");
        List<Channel<T>> outs = List.of(first, second);
        Stage.start(scope, "tee", List.of(in), outs, () -> Broadcast.run(in, outs));
        return new Tee<>(first, second);
    }

    /**
     * Sends each value to every branch. What a slow consumer means to the others is for its branch to say: one with a buffer lets
     * it fall behind that far before all wait for it, and one that drops when it is full never holds up the others. A branch whose
     * consumer has left is left out.
     *
     * {@snippet :
     * var all = Channel.<Quote>buffered(1000);
     * var latest = Channel.overflow(DROP_OLDEST).<Quote>buffered(1);
     * broadcast(scope, quotes, List.of(all, latest));
     * }
     *
     * @param scope owns the goroutine
     * @param in the values
     * @param branches where to send them, at least one; they belong to the stage, which closes them
     * @param <T> the type of the values
     * @throws IllegalArgumentException if there is no branch
     * @throws InterruptedException if interrupted while waiting for a slot of the scope
     */
    public static <T> void broadcast(
            Scope scope, ReceiveChannel<? extends T> in, List<? extends SendChannel<T>> branches)
            throws InterruptedException {
        Arguments.atLeastOne("branches", branches.size());
        List<? extends SendChannel<T>> outs = List.copyOf(branches);
        Stage.start(scope, "broadcast", List.of(in), outs, () -> Broadcast.run(in, outs));
    }

    private static <T> ReceiveChannel<T> one(
            Scope scope,
            String name,
            List<? extends ReceiveChannel<?>> inputs,
            Channel<T> out,
            CheckedRunnable<Exception> loop)
            throws InterruptedException {
        Stage.start(scope, name, inputs, List.of(out), loop);
        return out;
    }

    private static <T> List<Channel<T>> branches(String name, int count) {
        Arguments.workers("branches", count);
        List<Channel<T>> branches = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            branches.add(Outlet.named(name + "-" + i));
        }
        return List.copyOf(branches);
    }
}
