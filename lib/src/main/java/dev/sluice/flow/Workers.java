package dev.sluice.flow;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a stage: how many goroutines there are, and in which order they pass items on.
 *
 * {@snippet :
 * Pipeline.from(urls)
 *         .map("fetch", workers(1, 64), this::fetch)                      // as many as it takes
 *         .map("parse", workers(4).ordered(), this::parse)                // four; what comes out is in order
 *         .map("scale", workers(cores).onPlatformThreads(), this::scale)  // computes for long
 *         .onEach("store", workersByKey(8, Image::album), this::store);   // one at a time for each album, in order
 * }
 *
 * <p>A stage with one worker keeps the order. One with several passes items on as they are done, unless it is {@link #ordered}
 * or works by keys.
 *
 * <p>A stage with a range of workers is <i>elastic</i>: it starts with the least number. It grows while all of its workers are busy and
 * more of them get more done; it shrinks when workers wait, or when fewer of them get as much done.
 *
 * @param min the least number of workers, at least 1
 * @param max the largest number, at least {@code min}
 * @param window how many items may be under way at once, taken in and not passed on; 0 where nothing has to wait for its turn
 * @param platform whether the work is done on platform threads
 * @param abandonment when to abandon a call on a platform thread that doesn't end when it is cancelled; null if never
 * @param key returns the key of an item, where items with the same key have to be done one after the other
 * @param <T> the type of the items
 */
@CheckReturnValue
public record Workers<T>(
        int min,
        int max,
        int window,
        boolean platform,
        @Nullable Abandonment abandonment,
        @Nullable CheckedFunction<? super T, ?, ?> key) {
    /** The largest number of workers that a stage can have. */
    public static final int MAX = Arguments.MAX_WORKERS;

    /** The largest number of items that can be under way in a stage that keeps an order. */
    public static final int MAX_WINDOW = 4 * MAX;

    /** One worker, which keeps the order. */
    static final Workers<Object> ONE = workers(1);

    private static final int WINDOW_PER_WORKER = 4;
    private static final int KEYED_PER_WORKER = 16;

    /** Checks the numbers. */
    public Workers {
        Arguments.workers("min", min);
        if (max < min || max > MAX) {
            throw new IllegalArgumentException(
                    "max must be at least min, which is " + min + ", and at most " + MAX + ", was " + max);
        }
        if (window != 0) {
            window = check(window, max);
        }
    }

    private static int check(int window, int max) {
        if (window < max || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window must be at least " + max + ", one for each worker, and at most "
                    + MAX_WINDOW + ", was " + window);
        }
        return window;
    }

    /**
     * Returns a fixed number of workers.
     *
     * @param workers how many, from 1 to {@link #MAX}
     * @return workers that pass items on as they are done
     * @throws IllegalArgumentException if the number is out of range
     */
    public static Workers<Object> workers(int workers) {
        Arguments.workers("workers", workers);
        return new Workers<>(workers, workers, 0, false, null, null);
    }

    /**
     * Returns an elastic number of workers.
     *
     * @param min the least number, at least 1
     * @param max the largest number, at least {@code min}, at most {@link #MAX}
     * @return workers that pass items on as they are done
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Workers<Object> workers(int min, int max) {
        return new Workers<>(min, max, 0, false, null, null);
    }

    /**
     * Returns a fixed number of workers, of which no two have items with the same key at the same time: items with the same key are
     * processed and passed on in the order in which they came in.
     *
     * <p>No worker is bound to a key, so a slow key holds up only its own items, until 16 items for each worker are under way.
     *
     * @param workers how many workers, from 1 to {@link #MAX}
     * @param key returns the key of an item, which has {@code equals} and {@code hashCode}; what it throws ends the run
     * @param <T> the type of the items
     * @return the workers
     * @throws IllegalArgumentException if the number is out of range
     */
    public static <T> Workers<T> workersByKey(int workers, CheckedFunction<? super T, ?, ?> key) {
        Arguments.workers("workers", workers);
        return workersByKey(workers, Math.min(MAX_WINDOW, KEYED_PER_WORKER * workers), key);
    }

    /**
     * Returns a fixed number of workers by key; like {@link #workersByKey(int, CheckedFunction)}.
     *
     * @param workers how many workers, from 1 to {@link #MAX}
     * @param window how many items may be under way before those with other keys wait for a slow one; at least one for each
     *     worker, at most {@link #MAX_WINDOW}
     * @param key returns the key of an item
     * @param <T> the type of the items
     * @return the workers
     * @throws IllegalArgumentException if a number is out of range
     */
    public static <T> Workers<T> workersByKey(int workers, int window, CheckedFunction<? super T, ?, ?> key) {
        Objects.requireNonNull(key, "key");
        Arguments.workers("workers", workers);
        return new Workers<>(workers, workers, check(window, workers), false, null, key);
    }

    /**
     * Returns these workers, but passing items on in the order in which they came in. Up to four items for each worker may be under way.
     *
     * @return workers that keep the order
     * @throws IllegalStateException if they work by keys
     */
    public Workers<T> ordered() {
        return ordered(WINDOW_PER_WORKER * max);
    }

    /**
     * Returns these workers, but passing items on in the order in which they came in. While an item takes long, the workers go on with
     * those behind it and keep the results, until the window is full; then they wait.
     *
     * @param window the largest number of items under way, at least one for each worker, at most {@link #MAX_WINDOW}
     * @return workers that keep the order
     * @throws IllegalArgumentException if the number is out of range
     * @throws IllegalStateException if they work by keys
     */
    public Workers<T> ordered(int window) {
        if (key != null) {
            throw new IllegalStateException("workers by key keep the order of each key, and can't be ordered as well");
        }
        return new Workers<>(min, max, check(window, max), platform, abandonment, null);
    }

    /**
     * Returns these workers, but working on platform threads, one for each item under way: for work that computes for a long time, which
     * on virtual threads would hold up others, or that blocks in native code. The worker waits for the platform thread. If the worker is
     * cancelled, it interrupts that thread and waits until the call has ended.
     *
     * @return workers that work on platform threads
     */
    public Workers<T> onPlatformThreads() {
        return new Workers<>(min, max, window, true, abandonment, key);
    }

    /**
     * Returns these workers, but abandoning calls that don't end when they are cancelled, such as calls into native code, which an
     * interrupt doesn't end. The worker waits for the grace period, then abandons the call and goes on. The thread of the call ends when
     * the call does, and the result is dropped.
     *
     * {@snippet :
     * Pipeline.from(photos)
     *         .map("decode", workers(cores).onPlatformThreads().abandoning(ofMillis(500), 8), this::decode)
     *         .timeout(ofMinutes(1))
     *         .deadLetter(TimeoutExceededException.class, slow::add)
     * }
     *
     * <p>While the largest number of abandoned calls are still running, no call is started: an item fails with a {@link
     * TooManyAbandonedException}, which ends the run unless a handler takes it. So there are never more threads than these and one
     * for each worker.
     *
     * @param grace how long to wait for a call after it was interrupted, more than zero and at most 100 years
     * @param most the largest number of abandoned calls, at least 1
     * @return workers that abandon calls
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if they don't work on platform threads
     */
    public Workers<T> abandoning(Duration grace, int most) {
        if (!platform) {
            throw new IllegalStateException(
                    "only calls on platform threads can be abandoned: say onPlatformThreads() before");
        }
        return new Workers<>(min, max, window, true, new Abandonment(grace, most), key);
    }

    /**
     * When to abandon a call that doesn't end when it is cancelled.
     *
     * @param grace how long to wait for it
     * @param most the largest number of abandoned calls
     */
    public record Abandonment(Duration grace, int most) {
        /** Checks the numbers. */
        public Abandonment {
            Arguments.positive("grace", grace);
            Arguments.atLeastOne("most", most);
        }
    }

    boolean isOrdered() {
        return key == null && window > 0 && max > 1;
    }

    boolean isElastic() {
        return max > min;
    }
}
