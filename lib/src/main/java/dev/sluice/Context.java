package dev.sluice;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.runtime.World;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * A context limits how long work may go on, and carries values that belong to the work. Contexts form a tree: cancelling a context
 * cancels all contexts below it, and none above.
 *
 * {@snippet :
 * try (var context = Context.current().with(USER, user).withTimeout(Duration.ofMillis(50));
 *         var scope = Scope.open(context)) {
 *     var profile = scope.go(() -> profiles.load(user)); // interrupted after 50 ms
 *     var orders = scope.go(() -> orders.load(user));
 *     scope.join(); // throws DeadlineExceededException then
 *     return new Page(profile.await(), orders.await());
 * }
 * }
 *
 * <p>A context is cancelled when its {@link #deadline} passes, when its parent is cancelled, or by {@link #cancel} or {@link #close}. It
 * stays cancelled, and {@link #cause} returns the reason: a {@link DeadlineExceededException}, a {@link CancelledException}, or the
 * cause that the caller has given.
 *
 * <p>A cancellation has four steps. First, all contexts below are marked. Then the threads that are waiting in this library are woken:
 * {@link #done} is closed, and waits in these contexts throw a {@link ContextCancelledException}, as do all later ones. Then the other
 * threads are interrupted, which ends most blocking calls of the JDK. Last, the {@link #onCancel} actions run. The last two steps
 * are done by threads of the library, since both may hang: {@code cancel} doesn't wait for them.
 *
 * <p>A context uses no memory of its parent, and no timer, until something listens to it: a scope, {@link #done}, or an {@link #onCancel}
 * action, in the context or below. When the last listener has gone, nothing is left. A channel returned by {@code done} listens until
 * the context is cancelled, so close a context whose {@code done} you have used.
 *
 * <p>Contexts are safe for use by any number of threads. Memory consistency: actions before a cancel <i>happen-before</i>
 * those after {@link #cause}, {@link #isCancelled} or a receive from {@link #done} has reported it.
 *
 * @see <a href="https://pkg.go.dev/context">Go's package context</a>
 */
public final class Context extends ContextNode implements AutoCloseable, Select.Done {
    /**
     * The key of a value in a context. Keys are compared by identity, not by name.
     *
     * @param <T> the type of the value
     */
    @SuppressWarnings("UnusedTypeParameter") // it types the value
    public static final class Key<T> {
        private final String name;

        private Key(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /** Returns the key's name. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** The registration of an action or a carrier. Closing it removes what was registered; an action that has begun goes on. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** The cause of a context that was cancelled by a signal of the operating system. */
    public static final class SignalException extends CancelledException {
        @Serial
        private static final long serialVersionUID = 1L;

        private static final int STATUS_OF_SIGNALS = 128;

        private final String signal;
        private final int number;

        SignalException(String signal, int number) {
            super("the process got signal " + signal, null);
            this.signal = signal;
            this.number = number;
        }

        /**
         * Returns the name of the signal.
         *
         * @return the name, such as INT
         */
        public String signal() {
            return signal;
        }

        /**
         * Returns the number of the signal.
         *
         * @return the number, such as 2
         */
        public int number() {
            return number;
        }

        /**
         * Returns the conventional exit status of a program that ends because of the signal.
         *
         * @return 128 and the number, such as 130
         */
        public int status() {
            return STATUS_OF_SIGNALS + number;
        }
    }

    private record Binding(
            Key<?> key, Object value, @Nullable Binding next) {}

    private static final Context BACKGROUND = new Context(null, null, null, Wait.NEVER, false, false);

    private final @Nullable Binding values;

    private Context(
            @Nullable Context parent,
            @Nullable Context secondParent,
            @Nullable Binding values,
            long deadlineNanos,
            boolean ownsDeadline,
            boolean shield) {
        super(parent, secondParent, deadlineNanos, ownsDeadline, shield);
        this.values = values;
    }

    /**
     * Returns the root of all contexts: without values, and never cancelled.
     *
     * @return the background context
     */
    public static Context background() {
        return BACKGROUND;
    }

    /**
     * Returns the context of the running code: that of the innermost {@link #run}, {@link #call} or open scope of the thread, or else
     * the context of its goroutine, or else the background.
     *
     * @return the current context
     */
    public static Context current() {
        Strand strand = Strand.current();
        Governor governor = strand == null ? null : strand.innermost().context();
        return governor == null ? BACKGROUND : (Context) governor;
    }

    /**
     * Creates a key.
     *
     * @param name its name in messages
     * @param <T> the type of its values
     * @return a new key
     */
    public static <T> Key<T> key(String name) {
        return new Key<>(name);
    }

    /**
     * Creates a context that is cancelled as soon as one of two contexts is.
     *
     * @param first the context whose values are looked up first
     * @param second the other context
     * @return a new context with the earlier of the two deadlines
     */
    @CheckReturnValue
    public static Context merge(Context first, Context second) {
        Binding both = second.values;
        var nearest = new ArrayDeque<Binding>();
        for (Binding binding = first.values; binding != null; binding = binding.next) {
            nearest.push(binding);
        }
        for (Binding binding : nearest) {
            both = new Binding(binding.key, binding.value, both);
        }
        long deadline = Wait.earlier(first.deadlineNanos(), second.deadlineNanos());
        return new Context(first, second, both, deadline, false, first.isShield() && second.isShield());
    }

    /**
     * Creates a context below the {@linkplain #current() current} one that is cancelled when the process gets one of these signals of
     * the operating system, with a {@link SignalException} as its cause.
     *
     * {@snippet :
     * try (var context = Context.onSignal("INT", "TERM"); // Ctrl-C, kill
     *         var scope = Scope.open(context)) {
     *     scope.go(() -> serve(requests));
     *     scope.join(); // ends by a signal
     * }
     * }
     *
     * <p>The signals are handled while the context is open. When it is cancelled or closed, their former handlers are restored, so a
     * second Ctrl-C ends a program that takes too long to stop. If there are several such contexts, a signal cancels the one that was
     * opened last and is still open; they can be closed in any order.
     *
     * @param names the names of the signals, without SIG
     * @return a new context, which has to be closed
     * @throws IllegalArgumentException if there is no such signal, or the JVM doesn't let programs handle it; no handler was changed
     * @throws IllegalStateException if the module {@code jdk.unsupported} is absent
     * @see <a href="https://pkg.go.dev/os/signal#NotifyContext">Go's signal.NotifyContext</a>
     */
    public static Context onSignal(String... names) {
        Context context = current().withCancel();
        try {
            Signals.cancel(context, names.clone());
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IllegalStateException("signals need the module jdk.unsupported, which isn't there", e);
        }
        return context;
    }

    /**
     * Creates a context below the {@linkplain #current() current} one for an orderly shutdown: it is cancelled when the process is
     * asked to end, by Ctrl-C, by {@code kill}, or because its terminal was closed.
     *
     * {@snippet :
     * try (var stop = Context.onStop(Duration.ofSeconds(10), () -> System.err.println("ended before it was done"))) {
     *     serve(stop);
     *     return stop.cause() instanceof Context.SignalException signal ? signal.status() : 0;
     * }
     * }
     *
     * <p>This is {@link #onSignal} with INT, TERM and HUP, so a second signal ends the process at once. If the JVM doesn't let programs
     * handle these signals, as with {@code -Xrs}, they don't cancel the context. If the process still runs when the patience is over, it is
     * halted without its shutdown hooks, even if the context has been closed by then.
     *
     * @param patience how long the process may go on after a signal
     * @param late is called before the process is halted, for example to print a message
     * @return a new context, which has to be closed
     */
    public static Context onStop(Duration patience, Runnable late) {
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(late, "late");
        Context context;
        try {
            context = onSignal("INT", "TERM", "HUP");
        } catch (IllegalArgumentException | IllegalStateException _) {
            return current().withCancel(); // the signals are the JVM's, or can't be handled
        }
        context.onCancel(() -> {
            if (context.cause() instanceof SignalException signal) {
                Signals.endProcess(patience, late, signal.status());
            }
        });
        return context;
    }

    /**
     * Creates a context below this one that can be cancelled separately.
     *
     * @return a new context
     */
    @CheckReturnValue
    public Context withCancel() {
        return new Context(this, null, values, deadlineNanos(), false, isShield());
    }

    /**
     * Creates a context below this one that is cancelled after a timeout, if not before.
     *
     * @param timeout how long from now; if zero or negative, the context is cancelled at once
     * @return a new context
     */
    @CheckReturnValue
    public Context withTimeout(Duration timeout) {
        long own = Wait.deadline(World.current(), timeout);
        boolean owns = !endsByClock() || own - deadlineNanos() < 0;
        return new Context(this, null, values, owns ? own : deadlineNanos(), owns, isShield());
    }

    /**
     * Creates a context below this one that is cancelled at a deadline, if not before.
     *
     * @param deadline the deadline
     * @return a new context
     */
    @CheckReturnValue
    public Context withDeadline(Instant deadline) {
        return withTimeout(Duration.between(World.current().now(), deadline));
    }

    /**
     * Creates a context below this one with a value.
     *
     * @param key the key
     * @param value the value, which the contexts below the new one have too
     * @param <T> the type of the value
     * @return a new context
     */
    @CheckReturnValue
    public <T> Context with(Key<T> key, T value) {
        var binding = new Binding(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"), values);
        return new Context(this, null, binding, deadlineNanos(), false, isShield());
    }

    /**
     * Creates a context that has the values of this one, but neither its cancellation nor its deadline: for clean-up that must be done
     * after a cancellation. Code that {@linkplain #run runs} in it, or in a context made from it, is shielded: it can wait although its
     * goroutine is cancelled. Give it a time limit:
     *
     * {@snippet :
     * try (var context = Context.current().detached().withTimeout(Duration.ofSeconds(1))) {
     *     context.run(() -> results.send(last)); // waits, though the goroutine is cancelled, for at most a second
     * }
     * }
     *
     * @return a new context
     */
    @CheckReturnValue
    public Context detached() {
        return new Context(null, null, values, Wait.NEVER, false, true);
    }

    /**
     * Returns the value of a key, from this context or the nearest one above that has it.
     *
     * @param key its key
     * @param <T> the type of the value
     * @return the value, or null if there is none
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T value(Key<T> key) {
        for (Binding binding = values; binding != null; binding = binding.next) {
            if (binding.key == key) {
                return (T) binding.value;
            }
        }
        return null;
    }

    /**
     * Returns the time at which this context will be cancelled at the latest.
     *
     * @return the earliest deadline of this context and those above it, or null if there is none
     */
    public @Nullable Instant deadline() {
        if (!endsByClock()) {
            return null;
        }
        World world = World.current();
        return world.now().plusNanos(deadlineNanos() - world.nanoTime());
    }

    /**
     * Returns why this context is cancelled.
     *
     * @return the cause, always the same one; or null while it isn't cancelled
     */
    public @Nullable Throwable cause() {
        return findCause();
    }

    /**
     * Returns whether this context is cancelled.
     *
     * @return whether there is a {@link #cause}
     */
    public boolean isCancelled() {
        World.step("isCancelled", this);
        return findCause() != null;
    }

    /**
     * Returns a channel that never has a value, and is closed when this context is cancelled.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        return doneChannel();
    }

    /**
     * Registers an action that runs once, in a thread of the library, when this context is cancelled. If it is cancelled already, the
     * action runs at once.
     *
     * {@snippet :
     * try (var _ = context.onCancel(socket::abort)) { // for calls that an interrupt doesn't end
     *     socket.readFully(buffer);
     * }
     * }
     *
     * <p>An exception of the action goes to the handler of uncaught exceptions of its thread.
     *
     * @param action the action
     * @return the registration; closing it removes the action, unless it has begun
     */
    public Registration onCancel(Runnable action) {
        var listener = new Listener.OnCancel(Objects.requireNonNull(action, "action"), endsByClock());
        try {
            if (!listen(listener)) {
                Aftermath.of(listener).start();
                return () -> {};
            }
        } catch (Throwable thrown) {
            listener.takenBack();
            throw thrown;
        }
        return () -> {
            unlisten(listener);
            listener.takenBack();
        };
    }

    /**
     * Cancels this context and all below it.
     *
     * @return whether this call cancelled it
     * @throws UnsupportedOperationException if this is the background
     */
    public boolean cancel() {
        return cancel(new CancelledException("the context was cancelled", null));
    }

    /**
     * Cancels this context and all below it.
     *
     * @param cause the reason
     * @return whether this call cancelled it; if not, the cause is ignored
     * @throws UnsupportedOperationException if this is the background
     */
    public boolean cancel(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        if (this == BACKGROUND) {
            throw new UnsupportedOperationException("the background context can't be cancelled; make one withCancel()");
        }
        World.step("cancel", this);
        return cancelWithin(cause);
    }

    /** Cancels this context and all below it, unless it is cancelled already. The contexts above are not affected. */
    @Override
    public void close() {
        if (findCause() == null) {
            cancel(closing());
        }
    }

    /**
     * Throws if this context is cancelled, and otherwise does nothing: for loops that don't wait.
     *
     * @throws CancelledException if it is cancelled; a {@link DeadlineExceededException} if because of a deadline
     */
    public void throwIfCancelled() {
        World.step("throwIfCancelled", this);
        Throwable why = findCause();
        if (why != null) {
            throw cancelled("the context was cancelled", why);
        }
    }

    /**
     * Throws if the running code should stop, because its {@linkplain #current() context} is cancelled or its thread interrupted, and
     * otherwise does nothing. Each operation that may wait begins with this check. It is for code that computes for a long time between
     * waits, and for code whose wait has ended by an event that may have been caused by its own cancellation.
     *
     * {@snippet :
     * for (Row row : rows) {
     *     Context.checkpoint();
     *     sum += weigh(row);
     * }
     * }
     *
     * @throws InterruptedException if the thread is interrupted, which clears its flag; a {@link ContextCancelledException} if the
     *     context is cancelled
     */
    public static void checkpoint() throws InterruptedException {
        Strand.checkpoint();
        Strand.checkCancelled();
    }

    /**
     * Sets the thread's interrupt flag again: for code that has caught the exception of a wait and can't throw it. For a {@link
     * ContextCancelledException} this does nothing, since each further wait throws one anyway.
     *
     * @param exception the exception that a wait of the current thread has thrown
     */
    public static void restoreInterrupt(InterruptedException exception) {
        Strand.keep(exception);
    }

    /** The exception that tells a caller of a cancellation with this cause: with the caller's own stack. */
    static CancelledException cancelled(String what, Throwable why) {
        return why instanceof DeadlineExceededException
                ? new DeadlineExceededException(what + ": " + why.getMessage(), why)
                : new CancelledException(what + ": " + why, why);
    }

    /**
     * Wraps an action so that it {@linkplain #run runs} in this context, whichever thread runs it.
     *
     * @param action the action
     * @return an action that runs it in this context
     */
    @CheckReturnValue
    public Runnable wrap(Runnable action) {
        Objects.requireNonNull(action, "action");
        return () -> run(action::run);
    }

    /**
     * Wraps code with a result so that it {@linkplain #call runs} in this context, whichever thread calls it.
     *
     * @param body the code
     * @param <T> the type of its result
     * @return a callable that runs the code in this context
     */
    @CheckReturnValue
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return () -> call(body::call);
    }

    /**
     * Wraps an executor so that its tasks run in this context.
     *
     * @param executor the executor
     * @return an executor that passes wrapped tasks to the given one
     */
    @CheckReturnValue
    public Executor wrap(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return action -> executor.execute(wrap(action));
    }

    /**
     * Runs code with this context as the {@link #current} one. Once this context, or the context around this call, is cancelled, each
     * wait of the library in the code throws a {@link ContextCancelledException}, and a blocking call of the JDK is interrupted:
     *
     * {@snippet :
     * try (var context = Context.current().withTimeout(Duration.ofMillis(50))) {
     *     context.run(() -> Thread.sleep(1_000)); // throws InterruptedException after 50 ms
     * }
     * }
     *
     * <p>The code runs on the calling thread. When it returns, no interrupt is left that was sent because of this context. An interrupt
     * by other code is not cleared, unless it arrives between the interrupt because of this context and the moment at which the code sees
     * that: a thread has only one flag.
     *
     * <p>Code in a {@linkplain #detached detached} context is shielded: a cancellation of the context around it doesn't reach it.
     *
     * @param action the code
     * @param <X> the type of the exception that it may throw
     * @throws X if the code throws it
     */
    public <X extends Exception> void run(CheckedRunnable<X> action) throws X {
        Objects.requireNonNull(action, "action");
        this.<@Nullable Void, X>call(() -> {
            action.run();
            return null;
        });
    }

    /**
     * Runs code with this context as the {@link #current} one, like {@link #run}, and returns its result.
     *
     * @param body the code
     * @param <T> the type of the result
     * @param <X> the type of the exception that it may throw
     * @return its result
     * @throws X if the code throws it
     */
    public <T extends @Nullable Object, X extends Exception> T call(CheckedSupplier<? extends T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        ContextRegion region = ContextRegion.of(this);
        boolean hasSeenInterrupt = false;
        try {
            region.enter();
            return body.get();
        } catch (Throwable thrown) {
            hasSeenInterrupt = thrown instanceof InterruptedException && !(thrown instanceof ContextCancelledException);
            throw thrown;
        } finally {
            region.leave(hasSeenInterrupt);
        }
    }

    /** Returns a description of its state. */
    @Override
    public String toString() {
        if (this == BACKGROUND) {
            return "context (background)";
        }
        Throwable why = causeSoFar();
        Instant until = deadline();
        return "context (" + (why != null ? "cancelled: " + why : until != null ? "until " + until : "open") + ")";
    }

    @Override
    boolean isBackground() {
        return this == BACKGROUND;
    }
}
