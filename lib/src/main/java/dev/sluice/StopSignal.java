package dev.sluice;

import java.time.Duration;
import java.util.Objects;

// Floor: scopes
/**
 * Lets a program end in order when it is asked to: by Ctrl-C, by {@code kill}, or since its terminal is gone.
 *
 * {@snippet :
 * try (var stop = StopSignal.within(Duration.ofSeconds(10), () -> System.err.println("ended before it was done"))) {
 *     serve(stop.context());
 *     return stop.status(0);
 * }
 * }
 *
 * <p>The first of the signals INT, TERM and HUP cancels the context. A second one ends the process at once, by the handlers of the JVM, which
 * are back then. So does the passing of the given time, if the process hasn't ended by itself. Where the JVM keeps these signals for itself,
 * as it does with {@code -Xrs}, they mean what they mean to it, and the context is never cancelled by them.
 *
 * <p>A stop signal is safe for use by any number of threads.
 */
public final class StopSignal implements AutoCloseable {
    private static final int STATUS_OF_SIGNAL = 128; // plus its number, as shells say it

    private final Context context;
    private final Context.Registration limit;

    private StopSignal(Context context, Duration patience, Runnable late) {
        this.context = context;
        this.limit = context.onCancel(() -> {
            if (context.cause() instanceof Context.SignalException signal) {
                endAfter(patience, late, signal);
            }
        });
    }

    /**
     * Begins to listen for signals.
     *
     * @param patience how long the process may go on after the first signal
     * @param late is called before the process is ended for that reason; to say so, for instance
     * @return a stop signal, which has to be closed; its context is below the {@linkplain Context#current() current} one
     */
    public static StopSignal within(Duration patience, Runnable late) {
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(late, "late");
        return new StopSignal(listen(), patience, late);
    }

    private static Context listen() {
        try {
            return Context.onSignal("INT", "TERM", "HUP");
        } catch (IllegalArgumentException | IllegalStateException _) {
            return Context.current().withCancel(); // the signals are the JVM's, or aren't there
        }
    }

    /** Ends the process, without its shutdown hooks: what they do might be what it waits for. */
    private static void endAfter(Duration patience, Runnable late, Context.SignalException signal) {
        Context.background().withTimeout(patience).onCancel(() -> {
            try {
                late.run();
            } finally {
                Runtime.getRuntime().halt(status(signal));
            }
        });
    }

    /** Returns the context that a signal cancels. */
    public Context context() {
        return context;
    }

    /**
     * Returns the exit status of a program that has ended in order.
     *
     * @param otherwise the status if there was no signal
     * @return 128 and the number of the signal that has come, or {@code otherwise}
     */
    public int status(int otherwise) {
        return context.cause() instanceof Context.SignalException signal ? status(signal) : otherwise;
    }

    private static int status(Context.SignalException signal) {
        return STATUS_OF_SIGNAL + signal.number();
    }

    /** Gives the signals their old meaning back. The time that runs since a signal has come runs on. */
    @Override
    public void close() {
        limit.close(); // first, since closing cancels
        context.close();
    }
}
