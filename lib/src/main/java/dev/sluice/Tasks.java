package dev.sluice;

import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedSupplier;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Runs several pieces of code at the same time, each in a goroutine of its own, and returns their results: the common uses of a {@link
 * Scope} in one call.
 *
 * {@snippet :
 * var both = Tasks.par(() -> users.load(id), () -> orders.load(id)); // throws what they throw
 * show(both.first(), both.second());
 *
 * Price price = Tasks.firstSuccess(() -> ask(nearby), () -> ask(faraway));
 * Page page = Tasks.timeout(Duration.ofSeconds(2), () -> fetch(uri));
 * }
 *
 * <p>No goroutine outlives the call: those that are no longer needed are cancelled, and the call waits for them. An exception of a
 * goroutine is thrown as itself, whatever its type, with failures of other goroutines suppressed on it. Each goroutine runs in a context
 * below the {@linkplain Context#current() current} one, so it has the values of that and is cancelled with it.
 *
 * <p>The methods may be called by any thread. Memory consistency: actions before a call <i>happen-before</i> those in its
 * goroutines, and these before its return.
 *
 * @see Scope#call
 */
public final class Tasks {
    private Tasks() {}

    /**
     * The results of two goroutines.
     *
     * @param first the result of the first
     * @param second the result of the second
     * @param <A> the type of the first result
     * @param <B> the type of the second result
     */
    public record Two<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}

    /**
     * The results of three goroutines.
     *
     * @param first the result of the first
     * @param second the result of the second
     * @param third the result of the third
     * @param <A> the type of the first result
     * @param <B> the type of the second result
     * @param <C> the type of the third result
     */
    public record Three<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
            A first, B second, C third) {}

    /**
     * Runs two pieces of code at the same time, and returns both results. The first failure cancels the other, and is thrown.
     *
     * {@snippet :
     * var both = Tasks.par(() -> Files.readString(path), () -> answers.receive()); // throws IOException, InterruptedException
     * show(both.first(), both.second());
     * }
     *
     * <p>Each may throw a type of its own. For code that throws two checked types, such as {@code IOException} and {@code
     * InterruptedException}, the compiler infers {@code Exception}. In that case use {@link Scope#call(Class, CheckedFunction)}, to which the
     * type is passed:
     *
     * {@snippet :
     * Page page = Scope.call(IOException.class, scope -> {
     *     var user = scope.go(() -> users.load(id)); // throws IOException, InterruptedException
     *     var orders = scope.go(() -> orders.load(id));
     *     return new Page(user.await(), orders.await());
     * });
     * }
     *
     * @param first the first piece of code
     * @param second the second piece of code
     * @param <A> the type of the first result
     * @param <B> the type of the second result
     * @param <X> the type of the exception that the first may throw
     * @param <Y> the type of the exception that the second may throw
     * @return the results
     * @throws X the first failure, if that is the first one's
     * @throws Y the first failure, if that is the second one's
     * @throws InterruptedException if the calling thread is interrupted, or its context cancelled; both have ended
     */
    public static <A extends @Nullable Object, B extends @Nullable Object, X extends Exception, Y extends Exception>
            Two<A, B> par(CheckedSupplier<A, ? extends X> first, CheckedSupplier<B, ? extends Y> second)
                    throws X, Y, InterruptedException {
        return Tasks.<Two<A, B>, X>inScope(scope -> {
            Task<A> a = scope.go(first);
            Task<B> b = scope.go(second);
            scope.join(Exception.class);
            return new Two<>(a.await(), b.await());
        });
    }

    /**
     * Runs three pieces of code at the same time, and returns all results; like {@link #par(CheckedSupplier, CheckedSupplier)}.
     *
     * @param first the first piece of code
     * @param second the second piece of code
     * @param third the third piece of code
     * @param <A> the type of the first result
     * @param <B> the type of the second result
     * @param <C> the type of the third result
     * @param <X> the type of the exception that the first may throw
     * @param <Y> the type of the exception that the second may throw
     * @param <Z> the type of the exception that the third may throw
     * @return the results
     * @throws X the first failure, if that is the first one's
     * @throws Y the first failure, if that is the second one's
     * @throws Z the first failure, if that is the third one's
     * @throws InterruptedException if the calling thread is interrupted, or its context cancelled; all have ended
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    X extends Exception,
                    Y extends Exception,
                    Z extends Exception>
            Three<A, B, C> par(
                    CheckedSupplier<A, ? extends X> first,
                    CheckedSupplier<B, ? extends Y> second,
                    CheckedSupplier<C, ? extends Z> third)
                    throws X, Y, Z, InterruptedException {
        return Tasks.<Three<A, B, C>, X>inScope(scope -> {
            Task<A> a = scope.go(first);
            Task<B> b = scope.go(second);
            Task<C> c = scope.go(third);
            scope.join(Exception.class);
            return new Three<>(a.await(), b.await(), c.await());
        });
    }

    /**
     * Runs pieces of code at the same time, and returns the result of the first that ends, or throws its exception. The others are
     * cancelled.
     *
     * @param bodies the pieces of code, at least one
     * @param <T> the type of the result
     * @param <X> the type of the exception that they may throw
     * @return the result of the first that has ended
     * @throws X if the first that has ended has thrown it
     * @throws IllegalArgumentException if there are none
     * @throws InterruptedException if the calling thread is interrupted, or its context cancelled; all have ended
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object, X extends Exception> T race(
            CheckedSupplier<? extends T, ? extends X>... bodies) throws X, InterruptedException {
        return Tasks.<T, X>inScope(scope -> first(scope.firstEnd(), bodies));
    }

    /**
     * Runs pieces of code at the same time, and returns the result of the first that succeeds. The others are cancelled. If none
     * succeeds, the first failure is thrown, the others suppressed on it.
     *
     * @param bodies the pieces of code, at least one
     * @param <T> the type of the result
     * @param <X> the type of the exception that they may throw
     * @return the result of the first that has succeeded
     * @throws X the first failure, if none has succeeded
     * @throws IllegalArgumentException if there are none
     * @throws InterruptedException if the calling thread is interrupted, or its context cancelled; all have ended
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object, X extends Exception> T firstSuccess(
            CheckedSupplier<? extends T, ? extends X>... bodies) throws X, InterruptedException {
        return Tasks.<T, X>inScope(scope -> first(scope.firstSuccess(), bodies));
    }

    /** What the first to succeed has returned. */
    private record Won<T extends @Nullable Object>(T result) {}

    private static <T extends @Nullable Object> T first(Scope scope, CheckedSupplier<? extends T, ?>[] bodies)
            throws Exception {
        if (bodies.length == 0) {
            throw new IllegalArgumentException("bodies must be at least 1, was 0");
        }
        var won = new AtomicReference<@Nullable Won<T>>();
        for (CheckedSupplier<? extends T, ?> body : bodies) {
            Objects.requireNonNull(body, "body");
            scope.go(() -> {
                var result = new Won<T>(body.get());
                won.compareAndSet(null, result);
            });
        }
        scope.join(Exception.class);
        return Objects.requireNonNull(won.get()).result;
    }

    /**
     * Runs code in a goroutine, and cancels it if it takes longer than a limit.
     *
     * @param limit how long it may take; if zero or negative, the code isn't run
     * @param body the code
     * @param <T> the type of the result
     * @param <X> the type of the exception that it may throw
     * @return its result
     * @throws X if the code throws it
     * @throws TimeoutException if the code has exceeded the limit; it was cancelled, and has ended
     * @throws InterruptedException if the calling thread is interrupted, or its context cancelled; the code has ended
     */
    public static <T extends @Nullable Object, X extends Exception> T timeout(
            Duration limit, CheckedSupplier<T, ? extends X> body) throws X, TimeoutException, InterruptedException {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(body, "body");
        try (var scope = Scope.open().named("timeout").deadline(limit)) {
            Task<T> task = scope.go(body);
            try {
                scope.join(Exception.class);
            } catch (Exception thrown) {
                if (task.state() == Task.State.CANCELLED && thrown instanceof DeadlineExceededException) {
                    throw (TimeoutException) new TimeoutException("has not ended within " + limit).initCause(thrown);
                }
                if (task.state() != Task.State.SUCCEEDED || thrown instanceof InterruptedException) {
                    throw Tasks.<X>typed(thrown);
                }
            }
            return task.result();
        }
    }

    /** Runs a block in a scope; what goroutines throw of X, and nothing else is checked, comes out as itself. */
    private static <T extends @Nullable Object, X extends Exception> T inScope(
            CheckedFunction<Scope, T, Exception> block) throws X, InterruptedException {
        try {
            return Scope.call(Exception.class, block);
        } catch (Exception thrown) {
            throw Tasks.<X>typed(thrown);
        }
    }

    /** Gives an exception the type that the code was declared to throw, beside unchecked ones and interrupts. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the type is known to the callers alone
    private static <X extends Exception> X typed(Exception thrown) throws InterruptedException {
        if (thrown instanceof InterruptedException interruption) {
            throw interruption;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (X) thrown;
    }
}
