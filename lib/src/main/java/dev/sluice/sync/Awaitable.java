package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An awaitable is something that will have a value or a failure: a {@link Promise}, a {@link Task}, or several of them put
 * together.
 *
 * {@snippet :
 * Task<Price> here = scope.go(() -> ask(nearby));
 * Task<Price> there = scope.go(() -> ask(faraway));
 *
 * Awaitable<Price> price = Awaitable.any(List.of(Awaitable.of(here), Awaitable.of(there)));
 * show(price.map(Price::inEuros).await());
 * }
 *
 * <p>{@code map}, {@code all}, {@code any} and {@code race} are <i>views</i>. They start no goroutine and register nothing with
 * what they are made of; there is nothing to be cleaned up, and a view that isn't awaited costs nothing. An {@code await} of
 * a view looks at its parts, and waits for those that haven't ended. Once decided, a view has the same outcome for every thread.
 * It cancels nothing: that is up to the code that has started its parts. The exception is a future of the JDK, which {@link Promise#of} cancels
 * when the goroutine that waits for it is cancelled.
 *
 * <p><b>Cancellation.</b> An {@code await} of a goroutine that is cancelled throws a {@link ContextCancelledException}, also if there
 * is an outcome, and also if what it waits for has ended at the same moment for the same reason. A {@link CancelledException} tells
 * that a task, promise or future was cancelled which the calling goroutine has waited for.
 *
 * <p>In a {@link Select} a promise and a task stand by {@link Select#done}. A view gets there
 * as a task of the scope that is to wait for it: {@code select.done(view.in(scope))}.
 *
 * <p>Awaitables are safe for use by any number of threads. Memory consistency: actions before a promise is completed, and those
 * of a task, <i>happen-before</i> the return of an {@code await} that they decide.
 *
 * @param <T> the type of the value
 */
public abstract sealed class Awaitable<T extends @Nullable Object> permits Promise, TaskView, Mapped, Combination {
    Awaitable() {}

    /**
     * Returns what has come of this, or null, and then what to wait for before it is worth to ask again.
     *
     * @param undecided gets channels, one of which is closed before this can have come to anything
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; nothing is decided by that
     */
    abstract @Nullable Outcome<T> look(List<ReceiveChannel<Void>> undecided) throws InterruptedException;

    /** Cancels the futures of the JDK that this waits for, since the goroutine that waits for them is cancelled. */
    abstract void cancelFutures();

    /**
     * Returns a task as an awaitable.
     *
     * @param task the task
     * @param <T> the type of its result
     * @return a view of it
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Awaitable<T> of(Task<? extends T> task) {
        return new TaskView<>(Objects.requireNonNull(task, "task"));
    }

    /**
     * Returns a view that has what a function makes of the value. The function is called once, in the first thread that awaits
     * the view; others wait until it has returned. What it throws is the failure. The exception is what it throws because that
     * thread is interrupted, or its goroutine cancelled, which isn't about the value: it is thrown there, and the next thread that
     * awaits the view calls the function again.
     *
     * @param function returns a value made of this one's; isn't called if this fails
     * @param <R> the type of its results
     * @return a view
     */
    @CheckReturnValue
    public final <R extends @Nullable Object> Awaitable<R> map(CheckedFunction<? super T, ? extends R, ?> function) {
        return new Mapped<>(this, Objects.requireNonNull(function, "function"));
    }

    /**
     * Puts together what has a list of all values, in the order of the parts, once all have succeeded. It fails as soon as one
     * of them fails, with that failure; of several that are found together, the first in the list.
     *
     * @param parts what is to succeed; none is fine
     * @param <T> the type of their values
     * @return a view
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Awaitable<List<T>> all(List<? extends Awaitable<? extends T>> parts) {
        return new Combination.All<>(parts);
    }

    /**
     * Puts together what has the value of the first that succeeds; of several that are found together, the first in the list.
     * It fails once all have failed, with a {@link CompletionException} that has the first failure in the list as its cause,
     * and the others suppressed.
     *
     * @param parts of which one is to succeed
     * @param <T> the type of their values
     * @return a view
     * @throws IllegalArgumentException if there are none
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Awaitable<T> any(List<? extends Awaitable<? extends T>> parts) {
        return new Combination.Any<>(parts);
    }

    /**
     * Puts together what comes to the same as the first that ends, whether it succeeds or fails; of several that are found
     * together, the first in the list.
     *
     * @param parts of which one is to end
     * @param <T> the type of their values
     * @return a view
     * @throws IllegalArgumentException if there are none
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Awaitable<T> race(List<? extends Awaitable<? extends T>> parts) {
        return new Combination.Race<>(parts);
    }

    /**
     * Starts a goroutine that awaits this, to have it as a task, which can stand in a {@link Select}.
     *
     * @param scope the scope it runs in; it fails with it
     * @return the task
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot of the scope; nothing was started
     */
    public final Task<T> in(Scope scope) throws InterruptedException {
        return scope.go("await", () -> await(Exception.class));
    }

    /**
     * Waits until there is a value, and returns it.
     *
     * <p>An unchecked exception or error is thrown as itself. A checked one is the cause of a {@link CompletionException}; to get
     * it as itself, name its type: {@link #await(Class)}.
     *
     * @return the value
     * @throws CancelledException if it is a task that was cancelled
     * @throws CompletionException if it failed with a checked exception
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; nothing else ends by that
     */
    public final T await() throws InterruptedException {
        return await(RuntimeException.class);
    }

    /**
     * Waits until there is a value, and returns it; a failure of this type is thrown as itself.
     *
     * @param type the type of a checked exception it may fail with
     * @param <X> that type
     * @return the value
     * @throws X if it failed with one
     * @throws CancelledException if it is a task that was cancelled
     * @throws CompletionException if it failed with a checked exception of another type
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; nothing else ends by that
     */
    public final <X extends Exception> T await(Class<X> type) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        return Objects.requireNonNull(decision(null)).get(type);
    }

    /**
     * Waits for at most this long until there is a value, and returns it like {@link #await()}.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return the value
     * @throws TimeoutException if there is none by then, and no failure
     * @throws CancelledException if it is a task that was cancelled
     * @throws CompletionException if it failed with a checked exception
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; nothing else ends by that
     */
    public final T await(Duration timeout) throws InterruptedException, TimeoutException {
        Outcome<T> outcome = decision(Channel.after(Objects.requireNonNull(timeout, "timeout")));
        if (outcome == null) {
            throw new TimeoutException("there is no value within " + timeout);
        }
        return outcome.get(RuntimeException.class);
    }

    /** Waits for the outcome; returns null if this channel has a tick first. */
    private @Nullable Outcome<T> decision(@Nullable ReceiveChannel<Instant> end) throws InterruptedException {
        World.step("await", this);
        try {
            for (boolean late = false; ; ) {
                Context.checkpoint();
                var undecided = new ArrayList<ReceiveChannel<Void>>();
                Outcome<T> outcome = look(undecided);
                if (outcome != null || late) {
                    Context.checkpoint(); // the own cancellation comes before an outcome and before being too late
                    return outcome;
                }
                if (end == null && undecided.size() == 1) {
                    undecided.getFirst().receive();
                } else {
                    late = awaitOne(undecided, end);
                }
            }
        } catch (InterruptedException e) {
            cancelFutures();
            throw e;
        }
    }

    private static boolean awaitOne(List<ReceiveChannel<Void>> undecided, @Nullable ReceiveChannel<Instant> end)
            throws InterruptedException {
        try (var select = Select.open()) {
            undecided.forEach(select::receive);
            Select.Case timeout = end == null ? null : select.receive(end);
            return select.await() == timeout;
        }
    }
}
