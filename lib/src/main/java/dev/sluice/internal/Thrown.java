package dev.sluice.internal;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How failures of any type are thrown to a caller that has named the checked exceptions it expects, and put together. */
public final class Thrown {
    private Thrown() {}

    /**
     * Returns a failure as an exception of the type that the caller has named, to be thrown; or throws it, if it is unchecked.
     *
     * @param failure what has been thrown elsewhere
     * @param type the type that the caller has named
     * @param <X> that type
     * @return the failure, if it is of that type
     * @throws CompletionException if it is a checked exception of another type, which is then the cause
     */
    public static <X extends Exception> X as(Throwable failure, Class<X> type) {
        if (type.isInstance(failure)) {
            return type.cast(failure);
        }
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new CompletionException(failure);
        }
    }

    /**
     * Does the same as {@link #as}, with what the caller's own thread has thrown: an interruption of that is thrown as itself.
     *
     * @param failure what has been thrown in this thread
     * @param type the type that the caller has named
     * @param <X> that type
     * @return the failure, if it is of that type
     * @throws InterruptedException if it is one
     * @throws CompletionException if it is another checked exception of another type, which is then the cause
     */
    public static <X extends Exception> X here(Throwable failure, Class<X> type) throws InterruptedException {
        if (failure instanceof InterruptedException interruption) {
            throw interruption;
        }
        return as(failure, type);
    }

    /**
     * Returns the first of two failures, with the second suppressed on it.
     *
     * @param first what has failed before, or null
     * @param second what has failed now
     * @return the first, or the second if there was none
     */
    public static Throwable join(@Nullable Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        if (first != second) {
            first.addSuppressed(second);
        }
        return first;
    }

    /**
     * Gives to the current thread's handler of uncaught exceptions what must not come out of an operation that has happened.
     *
     * @param thrown what user code has thrown
     */
    public static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (RuntimeException | Error _) {
            // As the JVM does: there is nothing left to tell it to.
        }
    }
}
