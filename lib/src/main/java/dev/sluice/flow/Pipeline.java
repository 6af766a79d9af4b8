package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedBiFunction;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitOpenException;
import dev.sluice.resilience.Guard;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.resilience.Retry;
import dev.sluice.resilience.TimeoutExceededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline is a description of stages that items pass through one after the other, while all stages work at the same time.
 *
 * {@snippet :
 * try (var run = Pipeline.from(photos)
 *         .map("thumbnail", workers(1, cores).onPlatformThreads(), this::thumbnail)
 *         .retry(Retry.exponential(ofMillis(50)).attempts(3))
 *         .deadLetter(failed::add) // an item's failure is data, not the end of the run
 *         .batch(100, ofMillis(200))
 *         .forEach("store", workers(1), this::store)
 *         .start()) {
 *     show(run.progress());
 *     run.join();
 * }
 * }
 *
 * <p>It begins with a <i>source</i>, goes on with <i>stages</i>, and ends with a <i>sink</i>, which makes of it a {@link
 * RunnablePipeline}. Nothing happens before that is started. Every method returns a new pipeline and leaves this one as it is;
 * so pipelines can be kept, shared and gone on with in several ways, and run any number of times, if their source can be.
 *
 * <p><b>Running.</b> Each stage has one goroutine or {@linkplain Workers several}, and takes its items from a queue of {@link
 * #buffer 16} behind the stage before it. A stage that is slow fills its queue, and then those before it wait: what is under
 * way is never more than the queues, the workers and the windows hold. A run ends when its source has ended and everything has
 * passed through (<i>batch mode</i>); with a source that doesn't end, it goes on until {@link Run#drain} or {@link Run#cancel}
 * (<i>stream mode</i>). When a stage wants no more, as after {@link #limit}, those before it are cancelled.
 *
 * <p><b>Order.</b> A stage with one worker keeps the order of its items; with several it doesn't, unless they are {@linkplain
 * Workers#ordered ordered}, or {@linkplain Workers#workersByKey by key}.
 *
 * <p><b>Failures.</b> What a stage's function throws ends the run: everything is cancelled, and {@link Run#join} throws it as
 * itself, with a suppressed exception that names the stage and the item. After {@link #deadLetter} or {@link #onError} the
 * failure of an item is data, and the stage goes on: all exceptions, or those of a type. An {@link Error}, and an {@link
 * InterruptedException}, always end the run. Sources whose items may fail ({@link #produce}, {@link #lines}) take these
 * handlers too.
 *
 * <p><b>Policies</b> ({@link #timeout}, {@link #retry}, {@link #rateLimit}, {@link #circuitBreaker}) belong to the stage in front
 * of them, and hold for each of its items. Each stands around what was said before it: {@code map(f).timeout(t).retry(r)} gives
 * each attempt its time, and {@code map(f).retry(r).timeout(t)} gives it to all attempts together. {@code deadLetter} and {@code
 * onError} come last. {@link #named} and {@link #buffer} belong to the stage in front of them too.
 *
 * <p>Null is never an item. A function that returns null has failed.
 *
 * <p>Pipelines are safe for use by any number of threads. The functions of a stage with several workers are called by several
 * threads at once, and one function by several runs. Memory consistency: what was done with an item in one stage
 * <i>happens-before</i> what is done with it in the next.
 *
 * @param <T> the type of the items that come out
 */
@CheckReturnValue
public final class Pipeline<T> extends Sources {
    private static final int RESULTS_AHEAD = 16;

    private final Part<T> part;

    Pipeline(Part<T> part) {
        this.part = part;
    }

    // Stages that do items one by one

    /**
     * Transforms each item with a function, with one worker.
     *
     * @param function makes it
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> map(CheckedFunction<? super T, ? extends R, ?> function) {
        return map(Workers.ONE, function);
    }

    /**
     * Transforms each item with a function, with one worker.
     *
     * @param name what the stage is called
     * @param function makes it
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> map(String name, CheckedFunction<? super T, ? extends R, ?> function) {
        return map(name, Workers.ONE, function);
    }

    /**
     * Transforms each item with a function.
     *
     * @param workers the goroutines that do it
     * @param function makes it
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> map(Workers<? super T> workers, CheckedFunction<? super T, ? extends R, ?> function) {
        return map("map", workers, function);
    }

    /**
     * Transforms each item with a function.
     *
     * @param name what the stage is called
     * @param workers the goroutines that do it
     * @param function makes it
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> map(
            String name, Workers<? super T> workers, CheckedFunction<? super T, ? extends R, ?> function) {
        return stage(name, workers, 1, function, Delivery::<T, R>one);
    }

    /**
     * Makes of each item another one or nothing, with one worker.
     *
     * {@snippet :
     * Pipeline.lines(log).mapOptional(Event::parse) // a line that isn't an event is left out
     * }
     *
     * @param function makes it; an empty result is left out
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> mapOptional(CheckedFunction<? super T, ? extends Optional<? extends R>, ?> function) {
        return mapOptional(Workers.ONE, function);
    }

    /**
     * Makes of each item another one or nothing, with one worker.
     *
     * @param name what the stage is called
     * @param function makes it; an empty result is left out
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> mapOptional(
            String name, CheckedFunction<? super T, ? extends Optional<? extends R>, ?> function) {
        return mapOptional(name, Workers.ONE, function);
    }

    /**
     * Makes of each item another one or nothing.
     *
     * @param workers the goroutines that do it
     * @param function makes it; an empty result is left out
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> mapOptional(
            Workers<? super T> workers, CheckedFunction<? super T, ? extends Optional<? extends R>, ?> function) {
        return mapOptional("mapOptional", workers, function);
    }

    /**
     * Makes of each item another one or nothing.
     *
     * @param name what the stage is called
     * @param workers the goroutines that do it
     * @param function makes it; an empty result is left out
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> mapOptional(
            String name,
            Workers<? super T> workers,
            CheckedFunction<? super T, ? extends Optional<? extends R>, ?> function) {
        return stage(name, workers, 1, function, Delivery::<T, R>optional);
    }

    /**
     * Makes of each item any number of others, with one worker.
     *
     * @param function makes them; a channel is received from until it is closed, and left where no more are wanted
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> flatMap(CheckedFunction<? super T, ? extends Iterable<? extends R>, ?> function) {
        return flatMap(Workers.ONE, function);
    }

    /**
     * Makes of each item any number of others, with one worker.
     *
     * @param name what the stage is called
     * @param function makes them; a channel is received from until it is closed, and left where no more are wanted
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> flatMap(
            String name, CheckedFunction<? super T, ? extends Iterable<? extends R>, ?> function) {
        return flatMap(name, Workers.ONE, function);
    }

    /**
     * Makes of each item any number of others.
     *
     * @param workers the goroutines that do it
     * @param function makes them; a channel is received from until it is closed, and left where no more are wanted
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> flatMap(
            Workers<? super T> workers, CheckedFunction<? super T, ? extends Iterable<? extends R>, ?> function) {
        return flatMap("flatMap", workers, function);
    }

    /**
     * Makes of each item any number of others. They are passed on as they are iterated over, which counts as the item's work:
     * but policies stand around the function alone.
     *
     * @param name what the stage is called
     * @param workers the goroutines that do it
     * @param function makes them; a channel is received from until it is closed, and left where no more are wanted
     * @param <R> the type of what it makes
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> flatMap(
            String name,
            Workers<? super T> workers,
            CheckedFunction<? super T, ? extends Iterable<? extends R>, ?> function) {
        return stage(name, workers, RESULTS_AHEAD, function, Delivery::<T, R>each);
    }

    /**
     * Passes on the items that fulfil a condition, with one worker.
     *
     * @param condition the condition
     * @return a pipeline with one more stage
     */
    public Pipeline<T> filter(CheckedPredicate<? super T, ?> condition) {
        return filter(Workers.ONE, condition);
    }

    /**
     * Passes on the items that fulfil a condition, with one worker.
     *
     * @param name what the stage is called
     * @param condition the condition
     * @return a pipeline with one more stage
     */
    public Pipeline<T> filter(String name, CheckedPredicate<? super T, ?> condition) {
        return filter(name, Workers.ONE, condition);
    }

    /**
     * Passes on the items that fulfil a condition.
     *
     * @param workers the goroutines that find out
     * @param condition the condition
     * @return a pipeline with one more stage
     */
    public Pipeline<T> filter(Workers<? super T> workers, CheckedPredicate<? super T, ?> condition) {
        return filter("filter", workers, condition);
    }

    /**
     * Passes on the items that fulfil a condition.
     *
     * @param name what the stage is called
     * @param workers the goroutines that find out
     * @param condition the condition
     * @return a pipeline with one more stage
     */
    public Pipeline<T> filter(String name, Workers<? super T> workers, CheckedPredicate<? super T, ?> condition) {
        Objects.requireNonNull(condition, "condition");
        return stage(name, workers, 1, condition::test, Delivery::<T>same);
    }

    /**
     * Does something with each item, and then passes it on, with one worker.
     *
     * @param action what is done
     * @return a pipeline with one more stage
     */
    public Pipeline<T> onEach(CheckedConsumer<? super T, ?> action) {
        return onEach(Workers.ONE, action);
    }

    /**
     * Does something with each item, and then passes it on, with one worker.
     *
     * @param name what the stage is called
     * @param action what is done
     * @return a pipeline with one more stage
     */
    public Pipeline<T> onEach(String name, CheckedConsumer<? super T, ?> action) {
        return onEach(name, Workers.ONE, action);
    }

    /**
     * Does something with each item, and then passes it on.
     *
     * @param workers the goroutines that do it
     * @param action what is done
     * @return a pipeline with one more stage
     */
    public Pipeline<T> onEach(Workers<? super T> workers, CheckedConsumer<? super T, ?> action) {
        return onEach("onEach", workers, action);
    }

    /**
     * Does something with each item, and then passes it on.
     *
     * @param name what the stage is called
     * @param workers the goroutines that do it
     * @param action what is done
     * @return a pipeline with one more stage
     */
    public Pipeline<T> onEach(String name, Workers<? super T> workers, CheckedConsumer<? super T, ?> action) {
        Objects.requireNonNull(action, "action");
        CheckedFunction<T, Boolean, Exception> function = item -> {
            action.accept(item);
            return true;
        };
        return stage(name, workers, 1, function, Delivery::<T>same);
    }

    private <M, R> Pipeline<R> stage(
            String name,
            Workers<? super T> workers,
            int slotCapacity,
            CheckedFunction<? super T, ? extends M, ?> function,
            Delivery<T, M, R> delivery) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(workers, "workers");
        Objects.requireNonNull(function, "function");
        return new Pipeline<>(new ItemPart<T, M, R>(
                part, Part.Label.named(name), workers, slotCapacity, function, List.of(), delivery, List.of()));
    }

    // Stages that make other streams of a stream

    /**
     * Passes on at most this number of items, and then cancels the stages before it.
     *
     * @param items how many, at least 0
     * @return a pipeline with one more stage
     * @throws IllegalArgumentException if the number is negative
     */
    public Pipeline<T> limit(long items) {
        return new Pipeline<>(Operators.limit(part, Arguments.atLeastZero("items", items)));
    }

    /**
     * Groups items into lists of a fixed size; the last list may be shorter.
     *
     * @param size how many, at least 1
     * @return a pipeline with one more stage
     */
    public Pipeline<List<T>> batch(int size) {
        return new Pipeline<>(Operators.batch(part, Arguments.atLeastOne("size", size)));
    }

    /**
     * Groups items into lists: emits a list when it holds {@code size} items, or when its first item has waited for
     * {@code time}.
     *
     * @param size how many, at least 1
     * @param time how long, more than zero and at most 100 years
     * @return a pipeline with one more stage
     * @throws IllegalArgumentException if the size or the time is out of range
     */
    public Pipeline<List<T>> batch(int size, Duration time) {
        return new Pipeline<>(
                Operators.batch(part, Arguments.atLeastOne("size", size), Arguments.positive("time", time)));
    }

    /**
     * Groups the items of each interval of time into a list; an interval without items has no list. The first interval
     * begins with the run.
     *
     * @param time how long an interval is, more than zero and at most 100 years
     * @return a pipeline with one more stage
     * @throws IllegalArgumentException if the time is out of range
     */
    public Pipeline<List<T>> window(Duration time) {
        return new Pipeline<>(Operators.window(part, Arguments.positive("time", time)));
    }

    /**
     * Groups each item with those that follow it, in sliding windows, which may overlap or skip items. Items at the end
     * that don't fill a window are dropped.
     *
     * @param size how many items a list has, at least 1
     * @param step how many items after the last list the next begins, at least 1
     * @return a pipeline with one more stage
     */
    public Pipeline<List<T>> window(int size, int step) {
        return new Pipeline<>(
                Operators.window(part, Arguments.atLeastOne("size", size), Arguments.atLeastOne("step", step)));
    }

    /**
     * Passes on at most one item in an interval, the newest there is, and drops those between. The stages before never wait for
     * this one. To slow them down instead, use a rate limit.
     *
     * @param interval how long, more than zero and at most 100 years
     * @return a pipeline with one more stage
     * @throws IllegalArgumentException if the interval is out of range
     */
    public Pipeline<T> throttle(Duration interval) {
        return new Pipeline<>(Operators.throttle(part, Arguments.positive("interval", interval)));
    }

    /**
     * Emits, for each item, a value computed from the previous value and the item, such as a running total. There is
     * one worker.
     *
     * {@snippet :
     * Pipeline.of(1, 2, 3).scan(0, Integer::sum) // 1, 3, 6
     * }
     *
     * @param first the value before the first item, which isn't passed on
     * @param next makes the next value of the one before and an item; what it throws ends the run
     * @param <R> the type of the values
     * @return a pipeline with one more stage
     * @see #reduce
     */
    public <R> Pipeline<R> scan(R first, CheckedBiFunction<? super R, ? super T, ? extends R, ?> next) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(next, "next");
        return new Pipeline<>(Operators.scan(part, first, next));
    }

    /**
     * Transforms the stream of items by a gatherer: by any stage that has a state and an end. The JDK has some in {@link
     * java.util.stream.Gatherers}, for windows and folds.
     *
     * {@snippet :
     * readings.gather(Gatherers.windowSliding(5)).map(this::average)
     * }
     *
     * <p>Each run has a state of its own, which one goroutine uses. When the items have come to their end, or the gatherer's
     * integrator wants no more, its finisher passes on what is left. It isn't called when the run is cancelled or fails, or when
     * the stages behind want no more. What the gatherer throws ends the run. Its combiner isn't used.
     *
     * @param gatherer transforms the stream
     * @param <R> the type of what it passes on
     * @return a pipeline with one more stage
     */
    public <R> Pipeline<R> gather(Gatherer<? super T, ?, R> gatherer) {
        Objects.requireNonNull(gatherer, "gatherer");
        return new Pipeline<>(Gathering.part(part, gatherer));
    }

    // Several ways

    /**
     * Sends every item to a side branch too. Both run at the pace of the slower one once its queue is full, unless the
     * branch begins with a {@link #buffer(int, Channel.Overflow) buffer} that drops. When one of the two wants no more,
     * the other goes on.
     *
     * {@snippet :
     * orders.tee(side -> side.buffer(1000, DROP_OLDEST).forEach(dashboard::show))
     *         .forEach(this::store)
     * }
     *
     * @param branch makes the side branch; what comes of it is dropped, but its failure is that of the run. The item is the
     *     same object in both
     * @return a pipeline with one more stage
     */
    public Pipeline<T> tee(Function<Pipeline<T>, RunnablePipeline<?>> branch) {
        var junction = new Object();
        return new Pipeline<>(Junctions.tee(part, junction, side(branch, junction)));
    }

    /**
     * Passes on the items that fulfil a condition, and gives all others to a side branch.
     *
     * @param condition the condition
     * @param others makes the side branch; what comes of it is dropped, but its failure is that of the run
     * @return a pipeline with one more stage
     */
    public Pipeline<T> partition(
            CheckedPredicate<? super T, ?> condition, Function<Pipeline<T>, RunnablePipeline<?>> others) {
        Objects.requireNonNull(condition, "condition");
        var junction = new Object();
        return new Pipeline<>(Junctions.partition(part, condition, junction, side(others, junction)));
    }

    private RunnablePipeline<?> side(Function<Pipeline<T>, RunnablePipeline<?>> branch, Object junction) {
        return Objects.requireNonNull(
                branch.apply(new Pipeline<>(new Branch<>(junction, Part.Label.named("branch")))),
                "the function that makes the side branch has returned null");
    }

    /**
     * Passes on the items of several pipelines as they come. Each keeps its order.
     *
     * @param pipelines the pipelines, at least one; each runs from its own source
     * @param <T> the type of the items
     * @return a pipeline that ends when all of them have
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <T> Pipeline<T> merge(Pipeline<? extends T>... pipelines) {
        Arguments.atLeastOne("pipelines", pipelines.length);
        List<Part<? extends T>> parts = new ArrayList<>();
        for (Pipeline<? extends T> each : pipelines) {
            parts.add(each.part);
        }
        return new Pipeline<>(Junctions.merge(parts));
    }

    /**
     * Makes one item of each two, the first of both pipelines, the second of both, and so on; ends when either has.
     *
     * @param other the other pipeline, which runs from its own source
     * @param function makes one of two
     * @param <U> the type of the other items
     * @param <R> the type of what it makes
     * @return a pipeline
     */
    public <U, R> Pipeline<R> zip(Pipeline<U> other, CheckedBiFunction<? super T, ? super U, ? extends R, ?> function) {
        Objects.requireNonNull(function, "function");
        return new Pipeline<>(Junctions.zip(part, other.part, function));
    }

    // What belongs to the stage in front

    /**
     * Gives the stage in front a name, for progress, messages and thread dumps. Where several have the same, they are numbered.
     *
     * @param name the name
     * @return a pipeline whose last stage has the name
     */
    public Pipeline<T> named(String name) {
        Objects.requireNonNull(name, "name");
        return new Pipeline<>(part.labelled(part.label().name(name)));
    }

    /**
     * Says how many items of the stage in front may wait for the next one. Where nothing is said, these are 16.
     *
     * @param capacity how many; 0 if a worker is to wait until the next stage takes its item
     * @return a pipeline whose last stage has the queue behind it
     * @throws IllegalArgumentException if the capacity is out of the range of a {@linkplain Channel#buffered channel's}
     */
    public Pipeline<T> buffer(int capacity) {
        if (capacity < 0 || capacity > Channel.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity must be from 0 to " + Channel.MAX_CAPACITY + ", was " + capacity);
        }
        return new Pipeline<>(part.labelled(part.label().queue(capacity, Channel.Overflow.WAIT)));
    }

    /**
     * Says how many items of the stage in front may wait for the next one, and which are dropped when there are more: so that
     * the stage in front never waits.
     *
     * @param capacity how many
     * @param overflow which are dropped
     * @return a pipeline whose last stage has the queue behind it
     * @throws IllegalArgumentException if the capacity is out of the range of a {@linkplain Channel#buffered channel's}, or 0
     *     where items are dropped
     */
    public Pipeline<T> buffer(int capacity, Channel.Overflow overflow) {
        Objects.requireNonNull(overflow, "overflow");
        if (capacity == 0 && overflow != Channel.Overflow.WAIT) {
            throw new IllegalArgumentException("capacity must be at least 1 to drop items by " + overflow + ", was 0");
        }
        return new Pipeline<>(part.labelled(buffer(capacity).part.label().queue(capacity, overflow)));
    }

    private ItemPart<?, ?, T> itemStage(String what) {
        if (part instanceof ItemPart<?, ?, T> stage) {
            return stage;
        }
        throw mustFollow(what, "a map, mapOptional, flatMap, filter or onEach");
    }

    private IllegalStateException mustFollow(String what, String stages) {
        return new IllegalStateException(
                what + " must follow " + stages + "; stage " + part.label().name() + " is none");
    }

    /**
     * Limits the time that the stage in front may spend on an item. Each item is then processed in a goroutine of its
     * own, which is cancelled and waited for when the time is over; the item fails with a {@link
     * TimeoutExceededException}.
     *
     * @param limit how long, more than zero and at most 100 years
     * @return a pipeline whose last stage has this policy around it
     * @throws IllegalArgumentException if the time is out of range
     * @throws IllegalStateException if the stage in front doesn't do items one by one, or has a handler of failures
     */
    public Pipeline<T> timeout(Duration limit) {
        Guard guard = Guard.none().timeout(Arguments.positive("limit", limit));
        return policy("timeout", guard::call);
    }

    /**
     * Retries an item of the stage in front when it fails.
     *
     * @param retry how often, when, and after which failures
     * @return a pipeline whose last stage has this policy around it
     * @throws IllegalStateException if the stage in front doesn't do items one by one, or has a handler of failures
     */
    public Pipeline<T> retry(Retry retry) {
        Objects.requireNonNull(retry, "retry");
        return policy("retry", retry::call);
    }

    /**
     * Limits the rate at which the stage in front begins items. The worker that has the item waits.
     *
     * @param limiter the limiter, which may be shared with others
     * @return a pipeline whose last stage has this policy around it
     * @throws IllegalStateException if the stage in front doesn't do items one by one, or has a handler of failures
     */
    public Pipeline<T> rateLimit(RateLimiter limiter) {
        Objects.requireNonNull(limiter, "limiter");
        return policy("rateLimit", new Attempt.Policy() {
            @Override
            public <M> M call(Class<Exception> type, CheckedSupplier<M, ?> inner) throws Exception {
                limiter.await();
                return inner.get();
            }
        });
    }

    /**
     * Lets items of the stage in front fail at once, with a {@link CircuitOpenException}, while a breaker is open.
     *
     * @param breaker the breaker, which may be shared with others
     * @return a pipeline whose last stage has this policy around it
     * @throws IllegalStateException if the stage in front doesn't do items one by one, or has a handler of failures
     */
    public Pipeline<T> circuitBreaker(CircuitBreaker breaker) {
        Objects.requireNonNull(breaker, "breaker");
        return policy("circuitBreaker", breaker::call);
    }

    /**
     * Has the items of the stage in front done by other programs, in place of its function. The number of its {@linkplain Workers workers}
     * is then how many items are there at once, and its policies stand around the whole: {@link #timeout} limits the time until the result
     * is here.
     *
     * {@snippet :
     * try (var remote = RemoteStages.on(cluster, MAKE)) {
     *     Pipeline.from(photos)
     *             .map("make", workers(64), this::make) // without the next line, it is done here
     *             .remote("make", remote)
     *             …
     * }
     * }
     *
     * @param stage the name by which the other programs know what to do
     * @param place where they are
     * @return a pipeline whose last stage is done there
     * @throws IllegalArgumentException if there is no such stage in this place
     * @throws IllegalStateException if the stage in front doesn't do items one by one
     */
    public Pipeline<T> remote(String stage, Remote place) {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(place, "place");
        return new Pipeline<>(itemStage("remote").at(place, stage));
    }

    private Pipeline<T> policy(String name, Attempt.Policy policy) {
        return new Pipeline<>(itemStage(name).with(policy));
    }

    /**
     * Hands items that fail in the stage in front to a handler, and goes on with the next one. The worker that had the item
     * calls it; where there are several workers, several may at the same time.
     *
     * @param handler gets the item and its failure; what it throws ends the run
     * @return a pipeline whose last stage can't fail because of an item
     * @throws IllegalStateException if the stage in front has no items of its own that may fail, or has a handler of all failures
     */
    public Pipeline<T> deadLetter(CheckedConsumer<? super FailedItem, ?> handler) {
        return deadLetter(Exception.class, handler);
    }

    /**
     * Hands items that fail in the stage in front with an exception of a type to a handler, and goes on with the next one. Failures
     * of other types end the run, or are for another handler: of several handlers, the first one for its type gets a failure.
     *
     * {@snippet :
     * pages.map("fetch", workers(8), this::fetch)
     *         .deadLetter(IOException.class, failed::add) // a NullPointerException is a mistake, and ends the run
     * }
     *
     * @param type the type of the failures that are data
     * @param handler gets the item and its failure; what it throws ends the run
     * @return a pipeline whose last stage doesn't fail with an exception of this type
     * @throws IllegalStateException if the stage in front has no items of its own that may fail, or has a handler of these failures
     */
    public Pipeline<T> deadLetter(Class<? extends Exception> type, CheckedConsumer<? super FailedItem, ?> handler) {
        Objects.requireNonNull(handler, "handler");
        CheckedFunction<FailedItem, @Nullable T, Exception> nothing = failed -> {
            handler.accept(failed);
            return null;
        };
        return rescue("deadLetter", type, nothing);
    }

    /**
     * Replaces items that fail in the stage in front by other values; so failures stay in order with values if the
     * stage keeps the order.
     *
     * @param handler returns what to pass on; null for nothing. What it throws ends the run
     * @return a pipeline whose last stage can't fail because of an item
     * @throws IllegalStateException if the stage in front has no items of its own that may fail, or has a handler of all failures
     */
    public Pipeline<T> onError(CheckedFunction<? super FailedItem, ? extends @Nullable T, ?> handler) {
        return onError(Exception.class, handler);
    }

    /**
     * Replaces items that fail in the stage in front with an exception of a type by other values; like {@link
     * #onError(CheckedFunction)}. Failures of other types end the run, or are for another handler.
     *
     * @param type the type of the failures that are data
     * @param handler returns what to pass on; null for nothing. What it throws ends the run
     * @return a pipeline whose last stage doesn't fail with an exception of this type
     * @throws IllegalStateException if the stage in front has no items of its own that may fail, or has a handler of these failures
     */
    public Pipeline<T> onError(
            Class<? extends Exception> type, CheckedFunction<? super FailedItem, ? extends @Nullable T, ?> handler) {
        Objects.requireNonNull(handler, "handler");
        return rescue("onError", type, handler);
    }

    private Pipeline<T> rescue(
            String what,
            Class<? extends Exception> type,
            CheckedFunction<? super FailedItem, ? extends @Nullable T, ?> handler) {
        Objects.requireNonNull(type, "type");
        if (part instanceof Rescue.Able<T> stage) {
            return new Pipeline<>(stage.with(new Rescue<>(type, handler)));
        }
        throw mustFollow(what, "a map, mapOptional, flatMap, filter, onEach, produce or lines");
    }

    // Sinks

    /**
     * Ends with a collector, called by one goroutine.
     *
     * @param collector puts the items together
     * @param <R> the type of the result
     * @return a pipeline to be run
     */
    public <R extends @Nullable Object> RunnablePipeline<R> collect(Collector<? super T, ?, R> collector) {
        Objects.requireNonNull(collector, "collector");
        return new RunnablePipeline<>(Sinks.collect(part, collector));
    }

    /**
     * Ends with a list of all items.
     *
     * @return a pipeline to be run
     */
    public RunnablePipeline<List<T>> toList() {
        return collect(Collectors.<T>toUnmodifiableList());
    }

    /**
     * Ends with one value, which each item makes another of.
     *
     * @param first the value before the first item
     * @param next makes the next value of the present one and an item; called by one goroutine
     * @param <R> the type of the result
     * @return a pipeline to be run
     */
    public <R> RunnablePipeline<R> reduce(R first, CheckedBiFunction<? super R, ? super T, ? extends R, ?> next) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(next, "next");
        return new RunnablePipeline<>(Sinks.reduce(part, first, next));
    }

    /**
     * Ends with something that is done with each item, with one worker.
     *
     * @param action what is done
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> forEach(CheckedConsumer<? super T, ?> action) {
        return forEach(Workers.ONE, action);
    }

    /**
     * Ends with something that is done with each item, with one worker.
     *
     * @param name what the stage is called
     * @param action what is done
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> forEach(String name, CheckedConsumer<? super T, ?> action) {
        return forEach(name, Workers.ONE, action);
    }

    /**
     * Ends with something that is done with each item.
     *
     * @param workers the goroutines that do it
     * @param action what is done
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> forEach(Workers<? super T> workers, CheckedConsumer<? super T, ?> action) {
        return forEach("forEach", workers, action);
    }

    /**
     * Ends with something that is done with each item. To give it policies, say {@link #onEach(String, Workers, CheckedConsumer) onEach},
     * the policies, and {@link #discard}.
     *
     * @param name what the stage is called
     * @param workers the goroutines that do it
     * @param action what is done
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> forEach(
            String name, Workers<? super T> workers, CheckedConsumer<? super T, ?> action) {
        Objects.requireNonNull(action, "action");
        CheckedFunction<T, Boolean, Exception> function = item -> {
            action.accept(item);
            return false;
        };
        return this.<Boolean, T>stage(name, workers, 1, function, Delivery::<T>same)
                .discard();
    }

    /**
     * Ends with the last stage: what comes out of it is dropped.
     *
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> discard() {
        return new RunnablePipeline<>(Sinks.discard(part));
    }

    /**
     * Ends with a channel that gets the items, and is closed at the end: with the failure, if the run fails. When its receiver
     * leaves, the run ends.
     *
     * @param channel the channel; there can be only one run, unless it is closed by other code
     * @return a pipeline to be run
     */
    public RunnablePipeline<@Nullable Void> to(SendChannel<? super T> channel) {
        Objects.requireNonNull(channel, "channel");
        return new RunnablePipeline<>(Sinks.send(part, channel));
    }

    /**
     * Starts a run whose items are taken one by one: from a channel, by an iterator, as a stream, or by a subscriber. The calling
     * thread owns it, and must close it.
     *
     * @return the open end of the run
     * @throws IllegalStateException if the source can be read only once, and has been
     */
    public Output<T> open() {
        Channel<T> channel = part.label()
                .queue(part.label().capacity(), Channel.Overflow.WAIT)
                .makeQueue("output");
        return new Output<>(new RunnablePipeline<>(Sinks.output(part, channel)).start(), channel);
    }
}
