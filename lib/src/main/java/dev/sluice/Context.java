package dev.sluice;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.runtime.World;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * A context says how long work may go on, and carries values that belong to it. Contexts form a tree: cancelling one cancels
 * all that were made from it, and never the other way.
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
 * <p>A context is cancelled when its {@link #deadline} passes, when its parent is, or by {@link #cancel}; {@link #close} is
 * the form of that for a try block. It stays cancelled, and {@link #cause} says why: a {@link DeadlineExceededException},
 * a {@link CancelledException}, or what the caller gave.
 *
 * <p>Cancelling has an order. First the whole tree below is marked. Then the threads that wait by means of this library are woken:
 * {@link #done} is closed, and the waits of code in these contexts end by a {@link ContextCancelledException}; so does each further one.
 * Then the threads that don't know yet are interrupted, which ends most blocking calls of the JDK; then the {@link #onCancel} actions
 * run. The last two happen in threads of the library, since both may hang: {@code cancel}
 * doesn't wait for them.
 *
 * <p>A context costs its parent nothing, and has no timer, until something listens to it: a scope, {@link #done}, or an {@link
 * #onCancel} action, in it or below. When the last of them has gone, so has all trace of it. Only {@code done} listens
 * until the context is cancelled; so close a context whose {@code done} you have used.
 *
 * <p>Contexts are safe for use by any number of threads. Memory consistency: actions before a cancel <i>happen-before</i>
 * those after {@link #cause} or {@link #isCancelled} or a receive from {@link #done} says so.
 *
 * @see <a href="https://pkg.go.dev/context">Go's package context</a>
 */
public final class Context implements AutoCloseable, Select.Done {
    /**
     * A key of a value in a context; two keys are never the same, whatever their names.
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

    /** An action that waits for a context's cancellation. Closing it takes the action back, unless it has begun. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** The cause of a context that a signal of the operating system has cancelled. */
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
         * Returns the exit status of a program that ends because of the signal, as shells say it.
         *
         * @return 128 and the number, such as 130
         */
        public int status() {
            return STATUS_OF_SIGNALS + number;
        }
    }

    private record Binding(
            Key<?> key, Object value, @Nullable Binding next) {}

    /** The cause of a context that was closed. It has no stack trace, since every block that ends in good order makes one. */
    private static final class Closed extends CancelledException {
        @Serial
        private static final long serialVersionUID = 1L;

        Closed() {
            super("the context was closed", null);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /*
     * One lock is held at a time. Attaching goes upwards, cancelling and marking go downwards; so two that meet on their ways
     * can't wait for each other. All ways are loops: a chain of contexts may be longer than a stack is deep.
     *
     * Invariant: a context that isn't cancelled stands in the lists of its parents, and its own deadline has a timer, if and
     * only if it has listeners, of which its done channel is one. One that has none finds out when asked, from its parents and the
     * clock. While the invariant is being brought about again, the call that has changed the listeners sees to it; see Attachment.
     */
    private static final Context BACKGROUND = new Context(null, null, null, Wait.NEVER, false, false);

    static {
        Cancellation.load(); // while there is memory for that
    }

    private final @Nullable Context parent;
    private final @Nullable Context secondParent;
    private final @Nullable Binding values;

    /** The earliest deadline of this context and those above it, or NEVER. */
    private final long deadlineNanos;

    /** Whether that deadline is this context's own, and not one of a parent's. */
    private final boolean ownsDeadline;

    /** Whether it is detached from what is around the code that runs in it, or made from one that is. */
    private final boolean shield;

    private final Listeners listeners = new Listeners();

    // Guarded by the lock of the listeners; the cause is also read without it.
    private volatile @Nullable Throwable cause;
    private @Nullable Channel<Void> done;

    /** Also read without the lock, as a guess. */
    private @Nullable Attachment attachment;

    private Context(
            @Nullable Context parent,
            @Nullable Context secondParent,
            @Nullable Binding values,
            long deadlineNanos,
            boolean ownsDeadline,
            boolean shield) {
        this.parent = parent;
        this.secondParent = secondParent;
        this.values = values;
        this.deadlineNanos = deadlineNanos;
        this.ownsDeadline = ownsDeadline;
        this.shield = shield;
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
     * Returns the context of the running code: the innermost of the {@link #run} and {@link #call} it is in, the scopes its
     * thread has open, and the context of its goroutine; or the background where there is none.
     *
     * @return the current context
     */
    public static Context current() {
        Strand strand = Strand.current();
        return strand == null ? BACKGROUND : of(strand.innermost());
    }

    private static Context of(Region region) {
        if (region instanceof Scope scope) {
            return scope.context();
        }
        if (region instanceof ContextRegion run) {
            return run.context();
        }
        Task<?> task = Task.of(region.strand());
        return task == null ? BACKGROUND : task.context();
    }

    /**
     * Creates a key.
     *
     * @param name what messages call it
     * @param <T> the type of its values
     * @return a key that is like no other
     */
    public static <T> Key<T> key(String name) {
        return new Key<>(name);
    }

    /**
     * Creates a context that is cancelled with the first of two.
     *
     * @param first the context whose values are looked up first
     * @param second the other
     * @return a new context with the earlier of the two deadlines
     */
    public static Context merge(Context first, Context second) {
        Binding both = second.values;
        var nearest = new ArrayDeque<Binding>();
        for (Binding binding = first.values; binding != null; binding = binding.next) {
            nearest.push(binding);
        }
        for (Binding binding : nearest) {
            both = new Binding(binding.key, binding.value, both);
        }
        long deadline = Wait.earlier(first.deadlineNanos, second.deadlineNanos);
        return new Context(first, second, both, deadline, false, first.shield && second.shield);
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
     * <p>The signals have this meaning while the context is open. When it is cancelled or closed, they get the handlers back that they
     * had before: so a second Ctrl-C ends a program that takes too long to stop. Of several such contexts, a signal cancels the one that was
     * opened last and is still open; the order in which they are closed doesn't matter.
     *
     * @param names the names of the signals, without SIG
     * @return a new context, which has to be closed
     * @throws IllegalArgumentException if there is no such signal, or the JVM keeps it for itself; no handler was changed
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
     * Creates a context below the {@linkplain #current() current} one that lets a program end in order: it is cancelled when the process is
     * asked to end, by Ctrl-C, by {@code kill}, or since its terminal is gone.
     *
     * {@snippet :
     * try (var stop = Context.onStop(Duration.ofSeconds(10), () -> System.err.println("ended before it was done"))) {
     *     serve(stop);
     *     return stop.cause() instanceof Context.SignalException signal ? signal.status() : 0;
     * }
     * }
     *
     * <p>This is {@link #onSignal} with INT, TERM and HUP, so a second signal ends the process at once; but where the JVM keeps these signals for
     * itself, as with {@code -Xrs}, they mean what they mean to it, and the context isn't cancelled by them. After a signal the process is
     * ended without its shutdown hooks if it goes on for longer than it may, also when the context is closed by then.
     *
     * @param patience how long the process may go on after a signal
     * @param late is called before the process is ended for that reason; to say so, for instance
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
     * Creates a context below this one, to be cancelled by itself.
     *
     * @return a new context
     */
    public Context withCancel() {
        return new Context(this, null, values, deadlineNanos, false, shield);
    }

    /**
     * Creates a context below this one that is cancelled once this long has passed, if not before.
     *
     * @param timeout how long from now; already over if zero or negative
     * @return a new context
     */
    public Context withTimeout(Duration timeout) {
        long own = Wait.deadline(World.current(), timeout);
        boolean owns = deadlineNanos == Wait.NEVER || own - deadlineNanos < 0;
        return new Context(this, null, values, owns ? own : deadlineNanos, owns, shield);
    }

    /**
     * Creates a context below this one that is cancelled at this time, if not before.
     *
     * @param deadline when
     * @return a new context
     */
    public Context withDeadline(Instant deadline) {
        return withTimeout(Duration.between(World.current().now(), deadline));
    }

    /**
     * Creates a context below this one with a value.
     *
     * @param key the key
     * @param value its value, in the new context and below
     * @param <T> the type of the value
     * @return a new context
     */
    public <T> Context with(Key<T> key, T value) {
        var binding = new Binding(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"), values);
        return new Context(this, null, binding, deadlineNanos, false, shield);
    }

    /**
     * Creates a context with the values of this one that neither its cancellation nor its deadline reaches: for what has to
     * be done even so. Code that {@linkplain #run runs} in it, or in one made from it, is shielded: it can wait although its goroutine
     * is cancelled. Give it a time limit:
     *
     * {@snippet :
     * try (var context = Context.current().detached().withTimeout(Duration.ofSeconds(1))) {
     *     context.run(() -> results.send(last)); // waits, though the goroutine is cancelled, for at most a second
     * }
     * }
     *
     * @return a new context
     */
    public Context detached() {
        return new Context(null, null, values, Wait.NEVER, false, true);
    }

    /**
     * Looks up a value, in this context and then towards the root.
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
     * Returns when this context will be cancelled at the latest.
     *
     * @return the earliest deadline of this context and those above it, or null if there is none
     */
    public @Nullable Instant deadline() {
        if (deadlineNanos == Wait.NEVER) {
            return null;
        }
        World world = World.current();
        return world.now().plusNanos(deadlineNanos - world.nanoTime());
    }

    /**
     * Returns why this context is cancelled.
     *
     * @return the cause, always the same one; or null while it isn't cancelled
     */
    public @Nullable Throwable cause() {
        if (cause == null) {
            Throwable found = findCause();
            if (found != null) {
                Cancellation.of(this, found);
            }
        }
        return cause;
    }

    /** Looks for the nearest reason to be cancelled, in this context and above, that this one wasn't told of. */
    private @Nullable Throwable findCause() {
        Set<Context> merged = null;
        Deque<Context> secondParents = null;
        for (Context each = this; each != null; ) {
            Throwable known = each.causeByItself();
            if (known != null) {
                return known;
            }
            Context next = each.parent;
            if (each.secondParent != null) {
                if (merged == null || secondParents == null) {
                    merged = new HashSet<>();
                    secondParents = new ArrayDeque<>();
                }
                if (merged.add(each)) {
                    secondParents.push(each.secondParent);
                } else {
                    next = null;
                }
            }
            each = next != null || secondParents == null ? next : secondParents.poll();
        }
        return null;
    }

    /** Returns the cause as far as this context knows, without those above. */
    private @Nullable Throwable causeByItself() {
        if (cause == null && ownsDeadline && deadlineNanos - World.current().nanoTime() <= 0) {
            Cancellation.of(this, deadlineExceeded());
        }
        return cause;
    }

    static DeadlineExceededException deadlineExceeded() {
        return new DeadlineExceededException("the deadline was exceeded", null);
    }

    /**
     * Returns whether this context is cancelled.
     *
     * @return whether there is a {@link #cause}
     */
    public boolean isCancelled() {
        World.step("isCancelled", this);
        return cause() != null;
    }

    /**
     * Returns a channel that never has a value, and is closed when this context is cancelled.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        Channel<Void> known = doneSoFar();
        if (known == null) {
            var listener = new Listener.Done(Channel.signal("done", endsByClock()));
            listenOrTell(listener); // before others know it: a cancellation must not come between
            known = publish(listener.channel);
            if (known != listener.channel) {
                unlisten(listener);
            }
        }
        cause(); // finds, and closes the channel for, what had happened before the attachment
        return known;
    }

    private @Nullable Channel<Void> doneSoFar() {
        synchronized (listeners) {
            return done;
        }
    }

    private Channel<Void> publish(Channel<Void> made) {
        synchronized (listeners) {
            Channel<Void> first = done == null ? made : done;
            done = first;
            return first;
        }
    }

    /**
     * Has an action run once this context is cancelled; at once if it is already. It runs in a thread of the library, once.
     *
     * {@snippet :
     * try (var _ = context.onCancel(socket::abort)) { // for calls that an interrupt doesn't end
     *     socket.readFully(buffer);
     * }
     * }
     *
     * <p>What an action throws goes to the handler of uncaught exceptions of its thread.
     *
     * @param action the action
     * @return takes the action back when closed, unless it has begun
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
     * @return whether this call was the one that cancelled it
     * @throws UnsupportedOperationException if this is the background
     */
    public boolean cancel() {
        return cancel(new CancelledException("the context was cancelled", null));
    }

    /**
     * Cancels this context and all below it.
     *
     * @param cause why
     * @return whether this call was the one that cancelled it; if not, the cause is dropped
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

    /** Cancels this context, if it isn't yet. Those above it, and from which it was made, go on. */
    @Override
    public void close() {
        if (cause() == null) {
            cancel(new Closed());
        }
    }

    /** Whether a context with this cause was closed in good order. */
    static boolean isClosing(Throwable cause) {
        return cause instanceof Closed;
    }

    /** Cancels this context as part of another operation: no step, since the caller may hold a lock. */
    boolean cancelWithin(Throwable why) {
        return cause() == null && Cancellation.of(this, why);
    }

    /** Closes this context as part of another operation. */
    void closeWithin() {
        if (cause == null) {
            cancelWithin(new Closed());
        }
    }

    /**
     * Does nothing, or throws if this context is cancelled: for loops that don't wait.
     *
     * @throws CancelledException if it is cancelled; a {@link DeadlineExceededException} if because of a deadline
     */
    public void throwIfCancelled() {
        World.step("throwIfCancelled", this);
        Throwable why = cause();
        if (why != null) {
            throw cancelled("the context was cancelled", why);
        }
    }

    /**
     * Does nothing, or throws if the running code is to stop: because its {@linkplain #current() context} is cancelled, or its
     * thread interrupted. Each operation that may wait begins with such a look; this is for code that computes for long between waits, and for code
     * that has waited, and found an end which may have the same reason as a cancellation of its own.
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
     * Keeps an interrupt for the thread's next wait, for code that has caught the exception and can't throw it: sets the thread's
     * interrupt flag. For a {@link ContextCancelledException} it does nothing, since each further wait tells of that anyway.
     *
     * @param exception what a wait of the current thread has thrown
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
     * Takes this context along to another thread: wraps an action so that it {@linkplain #run runs} in this context, in any thread.
     *
     * @param action the action
     * @return an action that runs it in this context
     */
    public Runnable wrap(Runnable action) {
        Objects.requireNonNull(action, "action");
        return () -> run(action::run);
    }

    /**
     * Takes this context along to another thread: wraps code with a result so that it {@linkplain #call runs} in this context.
     *
     * @param body the code
     * @param <T> the type of its result
     * @return code that runs it in this context
     */
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        return () -> call(body::call);
    }

    /**
     * Wraps an executor so that what it executes runs in this context.
     *
     * @param executor the executor
     * @return an executor that hands over to it
     */
    public Executor wrap(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return action -> executor.execute(wrap(action));
    }

    /**
     * Runs code with this context as the {@link #current} one. Once this context is cancelled, or one around the code, each wait of
     * the library in it fails by a {@link ContextCancelledException}, and a blocking call of the JDK is interrupted:
     *
     * {@snippet :
     * try (var context = Context.current().withTimeout(Duration.ofMillis(50))) {
     *     context.run(() -> Thread.sleep(1_000)); // throws InterruptedException after 50 ms
     * }
     * }
     *
     * <p>The code runs on the calling thread. No interrupt that this has sent is left behind when it returns, and one that other code
     * else has sent is not cleared, unless it comes after this one's and before the code has seen that: there is only one flag.
     *
     * <p>Code in a {@linkplain #detached detached} context is shielded: the cancellation of what is around it doesn't reach it.
     *
     * @param action the code
     * @param <X> what it may throw
     * @throws X what it throws
     */
    public <X extends Exception> void run(CheckedRunnable<X> action) throws X {
        Objects.requireNonNull(action, "action");
        this.<@Nullable Void, X>call(() -> {
            action.run();
            return null;
        });
    }

    /**
     * Runs code with this context as the {@link #current} one, and returns its result; like {@link #run}.
     *
     * @param body the code
     * @param <T> the type of the result
     * @param <X> what it may throw
     * @return its result
     * @throws X what it throws
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

    /** Returns what is known of it, for people to read. */
    @Override
    public String toString() {
        if (this == BACKGROUND) {
            return "context (background)";
        }
        Throwable why = cause;
        Instant until = deadline();
        return "context (" + (why != null ? "cancelled: " + why : until != null ? "until " + until : "open") + ")";
    }

    // For reports

    /** Why it is cancelled, as far as that was noticed: asks no other, and changes nothing. */
    @Nullable
    Throwable causeSoFar() {
        return cause;
    }

    /** Whether it has a deadline. */
    boolean endsByClock() {
        return deadlineNanos != Wait.NEVER;
    }

    // Listening, which attaches a context to its parents

    /** Adds a listener, which will be told once of the cancellation; returns false if that has been. */
    boolean listen(Listener listener) {
        if (this == BACKGROUND) {
            return true;
        }
        Stack.touch(); // for the way up, and back
        Attachment prepared = seemsToNeedAttachment() ? Attachment.prepare(this) : null;
        try {
            Attachment toAttach;
            synchronized (listeners) {
                if (cause != null) {
                    return false;
                }
                toAttach = takeAttachment(prepared);
                listeners.add(listener);
            }
            try {
                Attachment.attach(toAttach);
                cause(); // finds, and tells the listener, what had happened before the attachment
            } catch (Throwable thrown) {
                unlisten(listener);
                throw thrown;
            }
        } finally {
            if (prepared != null) {
                prepared.dropUnused();
            }
        }
        return true;
    }

    /** Adds a listener; tells it at once if this context is cancelled. */
    void listenOrTell(Listener listener) {
        if (!listen(listener)) {
            Cancellation.tellLate(listener, Objects.requireNonNull(cause));
        }
    }

    /** Finds out whether this context is cancelled. If so, its own listeners have been told, or moved to be told, when this returns. */
    void notice() {
        if (cause() != null) {
            synchronized (listeners) {
                // The call that marks it tells the listeners while it holds this lock.
            }
        }
    }

    /** Whether the cancellation of what is around doesn't reach code that runs in this context. */
    boolean isShield() {
        return shield;
    }

    /** Takes a listener back, unless it has been told. */
    void unlisten(Listener listener) {
        Attachment.detach(remove(listener));
    }

    /**
     * Adds a context below to the listeners, if it is still attached by then. If this one is cancelled, so is that.
     *
     * @return the attachment of this context, if that has to be attached now
     */
    @Nullable
    Attachment addChild(Listener link, Attachment below, @Nullable Attachment prepared) {
        if (this == BACKGROUND) {
            return null;
        }
        Throwable why;
        synchronized (listeners) {
            why = cause;
            if (why == null && !below.isDetached()) {
                Attachment toAttach = takeAttachment(prepared);
                listeners.add(link);
                return toAttach;
            }
        }
        if (why != null) {
            below.cancel(why);
        }
        return null;
    }

    /** Takes out a listener; returns the attachment of this context, if that has to be detached now. */
    @Nullable
    Attachment remove(Listener listener) {
        synchronized (listeners) {
            listeners.remove(listener);
            if (!listeners.isEmpty()) {
                return null;
            }
            Attachment toDetach = attachment;
            attachment = null;
            return toDetach;
        }
    }

    /** Whether a listener would find it without an attachment, as far as can be seen without the lock. */
    boolean seemsToNeedAttachment() {
        return attachment == null && cause == null && this != BACKGROUND;
    }

    /** Makes an attachment for it, with its timer, which it doesn't have yet. */
    Attachment makeAttachment() {
        return Attachment.of(this, parent, secondParent, ownsDeadline ? deadlineNanos : Wait.NEVER);
    }

    /** Gives it an attachment if it has none, and returns that; the caller holds the lock, and attaches it without. */
    private @Nullable Attachment takeAttachment(@Nullable Attachment prepared) {
        if (attachment != null || this == BACKGROUND) {
            return null;
        }
        Attachment taken = prepared;
        if (taken == null || !taken.use()) {
            taken = makeAttachment();
            taken.use();
        }
        attachment = taken;
        return taken;
    }

    /** Marks this context, and moves those that are to be told into the cancellation; returns false if it was marked. */
    boolean mark(Cancellation cancellation) {
        Attachment loose;
        synchronized (listeners) {
            if (cause != null) {
                return false;
            }
            cause = cancellation.cause();
            listeners.moveTo(cancellation);
            loose = attachment;
            attachment = null;
        }
        Attachment.detach(loose);
        return true;
    }
}
