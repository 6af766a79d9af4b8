package dev.sluice.internal;

import java.util.concurrent.CompletionException;

/** How a failure of any type is thrown to a caller that has named the checked exceptions it expects. */
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
}
