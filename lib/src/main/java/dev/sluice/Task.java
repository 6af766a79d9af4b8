package dev.sluice;

import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * A task is a goroutine that was started in a {@link Scope}, and its outcome.
 *
 * {@snippet :
 * Task<Profile> profile = scope.go(() -> profiles.load(user));
 * Task<List<Order>> orders = scope.go(() -> orders.load(user));
 * show(profile.await(), orders.await());
 * }
 *
 * <p>To wait for a task together with other things, put it into a select: {@code select.done(task)}.
 *
 * <p>Tasks are safe for use by any number of threads. Memory consistency: actions in a task <i>happen-before</i> the return of
 * {@link #await} and a receive from {@link #done} that says that it has ended.
 *
 * @param <T> the type of its result
 */
public final class Task<T extends @Nullable Object> extends Goroutine implements Select.Done {
    /** The state of a task. */
    public enum State {
        /** It has not ended yet. */
        RUNNING,
        /** It has a result. */
        SUCCEEDED,
        /** It has thrown. */
        FAILED,
        /** It was cancelled, and has ended because of that, or was never started. */
        CANCELLED
    }

    private record Ended(
            State state, @Nullable Object result, @Nullable Throwable failure) {}

    /** The end of a goroutine for which there was no memory to say more: it ends all the same. */
    private static final Ended WITHOUT_MEMORY =
            new Ended(State.FAILED, null, new OutOfMemoryError("no memory for the outcome of a goroutine"));

    /** How far to look for an interruption behind an exception: causes may go round in circles. */
    private static final int MOST_CAUSES = 100;

    private static final VarHandle DONE;
    private static final VarHandle CONTEXT;
    private static final VarHandle FUTURE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            DONE = lookup.findVarHandle(Task.class, "done", Channel.class);
            CONTEXT = lookup.findVarHandle(Task.class, "context", Context.class);
            FUTURE = lookup.findVarHandle(Task.class, "future", TaskFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scope scope;
    private final String name;
    private final StackWalker.StackFrame startedAt;
    private final Reach reach;

    /** What the goroutine runs, until it does: what only its code knows, only its thread may hold. */
    private @Nullable CheckedSupplier<? extends T, ?> body;

    /** The place in the scope's list of running goroutines; guarded by the scope's lock. */
    @Nullable
    Task<?> previous;

    @Nullable
    Task<?> next;

    private volatile @Nullable Ended ended;

    /** Whether the outcome has had its consequences for the scope: from then on it is told to those that wait. */
    private volatile boolean settled;

    private volatile @Nullable Channel<Void> done;
    private volatile @Nullable Context context;
    private volatile @Nullable Listener listener;
    private volatile @Nullable TaskFuture<T> future;

    Task(Scope scope, String name, CheckedSupplier<? extends T, ?> body, StackWalker.StackFrame startedAt) {
        this.scope = scope;
        this.name = name;
        this.body = body;
        this.startedAt = startedAt;
        Strand strand = Strand.of(this);
        this.reach = scope.tracks() ? Tracked.of(this, strand) : strand;
    }

    /** Returns the task that a thread runs, or null if it is no goroutine. */
    static @Nullable Task<?> of(Strand strand) {
        return (Task<?>) strand.goroutine();
    }

    /**
     * Waits until the task has ended, and returns its result.
     *
     * <p>An unchecked exception or error of the task is thrown as itself. A checked exception is the cause of a {@link
     * CompletionException}; to get it as itself, pass its type to {@link #await(Class)}.
     *
     * @return the result
     * @throws CancelledException if the task was cancelled
     * @throws CompletionException if it threw a checked exception
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; the task goes on
     */
    public T await() throws InterruptedException {
        return await(RuntimeException.class);
    }

    /**
     * Waits until the task has ended, and returns its result. An exception of the given type is thrown as itself.
     *
     * @param type the type of a checked exception that the task may throw
     * @param <X> that type
     * @return the result
     * @throws X if the task threw one
     * @throws CancelledException if the task was cancelled
     * @throws CompletionException if it threw a checked exception of another type
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; the task goes on
     */
    public <X extends Exception> T await(Class<X> type) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Strand.checkpoint();
        if (!settled) {
            done().receive();
        }
        return result(type);
    }

    /**
     * Waits until the task has ended, but no longer than a timeout, and returns its result like {@link #await()}.
     *
     * @param timeout how long to wait
     * @return the result
     * @throws TimeoutException if the task hasn't ended by then; it goes on
     * @throws CancelledException if the task was cancelled
     * @throws CompletionException if it threw a checked exception
     * @throws InterruptedException if the calling thread is interrupted, or its goroutine cancelled; the task goes on
     */
    public T await(Duration timeout) throws InterruptedException, TimeoutException {
        Strand.checkpoint();
        if (!settled && done().receive(timeout) instanceof Received.Empty) {
            throw new TimeoutException("goroutine " + name + " has not ended within " + timeout);
        }
        return result(RuntimeException.class);
    }

    /** The result of a task that has succeeded. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the result is null only where T is nullable
    T result() {
        return (T) Objects.requireNonNull(ended).result;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the result is null only where T is nullable
    private <X extends Exception> T result(Class<X> type) throws X, InterruptedException {
        Ended how = Objects.requireNonNull(ended);
        if (how.state != State.SUCCEEDED) {
            Strand.checkCancelled(); // the caller's own cancellation counts more than the task's, which may be the same
        }
        return switch (how.state) {
            case FAILED -> {
                Throwable failure = Objects.requireNonNull(how.failure);
                scope.noteAwaited(failure);
                throw Thrown.as(failure, type);
            }
            case CANCELLED -> throw Context.cancelled("goroutine " + name + " was cancelled", whyCancelled());
            default -> (T) how.result;
        };
    }

    /**
     * Cancels this task alone: its context is cancelled and its goroutine interrupted. This isn't a failure of its scope.
     *
     * @return whether this call cancelled it; false if it had ended
     */
    public boolean cancel() {
        World.step("cancel", this);
        return ended == null
                && context().cancelWithin(new CancelledException("goroutine " + name + " was cancelled", null));
    }

    /**
     * Returns a channel that never has a value, and is closed when the task has ended.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        Channel<Void> channel = done;
        if (channel == null) {
            Channel<Void> made = Channel.signal(name + " done", false);
            channel = DONE.compareAndSet(this, null, made) ? made : Objects.requireNonNull(done);
            if (settled) {
                channel.closeWithin();
            }
        }
        return channel;
    }

    /**
     * Returns a {@link CompletableFuture} that is completed when this task has ended: with its result, its exception, or a {@link
     * CancelledException} if it was cancelled. Cancelling the future {@linkplain #cancel cancels} this task. For a future that can't
     * do that, use {@code toCompletableFuture().copy()}.
     *
     * <p>Dependent stages that were not added by an {@code …Async} method run in the goroutine's thread when it ends, before it leaves its
     * scope. They must not wait.
     *
     * @return the future, always the same one
     */
    public CompletableFuture<T> toCompletableFuture() {
        TaskFuture<T> known = future;
        if (known == null) {
            var made = new TaskFuture<>(this);
            known = FUTURE.compareAndSet(this, null, made) ? made : Objects.requireNonNull(future);
            complete(known);
        }
        return known;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the result is null only where T is nullable
    private void complete(@Nullable TaskFuture<T> waiting) {
        if (waiting != null && settled) {
            Ended how = Objects.requireNonNull(ended);
            waiting.end(
                    (T) how.result,
                    how.state == State.CANCELLED
                            ? Context.cancelled("goroutine " + name + " was cancelled", whyCancelled())
                            : how.failure);
        }
    }

    /**
     * Returns its current state.
     *
     * @return the state
     */
    public State state() {
        Ended how = ended;
        return how == null ? State.RUNNING : how.state;
    }

    /**
     * Returns the exception or error with which it has {@linkplain State#FAILED failed}.
     *
     * @return the exception or error, or null if it hasn't failed
     */
    public @Nullable Throwable failure() {
        Ended how = ended;
        return how == null ? null : how.failure;
    }

    /**
     * Returns its result, or another value if it hasn't ended, has failed or was cancelled. This never waits: it is for partial results
     * after a deadline.
     *
     * @param other the value to return if there is no result
     * @return the result, or the other value
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the result is null only where T is nullable
    public T orElse(T other) {
        Ended how = ended;
        return how != null && how.state == State.SUCCEEDED ? (T) how.result : other;
    }

    /**
     * Returns its name, which is that of its thread too: the path of its scope, the name given to {@link Scope#go(String,
     * CheckedSupplier) go}, and a number.
     *
     * @return the name
     */
    @Override
    public String name() {
        return name;
    }

    /** Returns its name, its state, and where it was started. */
    @Override
    public String toString() {
        return "goroutine " + name + " (" + state().name().toLowerCase(java.util.Locale.ROOT) + ", started at "
                + startedAt + ")";
    }

    // For the scope and the strand

    @Override
    StackWalker.StackFrame startedAt() {
        return startedAt;
    }

    Scope scope() {
        return scope;
    }

    @Override
    boolean hasEnded() {
        return ended != null;
    }

    Reach reach() {
        return reach;
    }

    /** Returns the goroutine's strand; null if it can't be reached any more. */
    @Nullable
    Strand strand() {
        return reach.strand();
    }

    void start() {
        reach.start();
    }

    @Override
    Context context() {
        Context known = context;
        if (known != null) {
            return known;
        }
        Context made = scope.context().withCancel();
        var telling = new Listener.OfGoroutine(reach);
        made.listenOrTell(telling); // before others know it: a cancellation must not come between
        if (!CONTEXT.compareAndSet(this, null, made)) {
            made.unlisten(telling);
            return Objects.requireNonNull(context);
        }
        listener = telling;
        if (ended != null) {
            made.closeWithin();
        }
        return made;
    }

    @Override
    void notice() {
        Context own = context;
        (own == null ? scope.context() : own).notice();
    }

    Throwable whyCancelled() {
        Context own = context;
        Throwable why = own == null ? scope.context().cause() : own.cause();
        return why == null ? new CancelledException("goroutine " + name + " was not started", null) : why;
    }

    @Override
    void run(Strand strand) {
        Flight.Span span = null;
        Object result = null;
        Throwable thrown = null;
        try {
            span = Flight.isRecorded() ? ScopeEvents.goroutine(this) : null;
            result = takeBody().get();
        } catch (Throwable t) {
            thrown = t;
        }
        Ended how;
        try {
            Throwable leftOpen = OpenScopes.closeLeftOpen(strand, name);
            if (leftOpen != null) {
                thrown = Thrown.join(thrown, leftOpen);
            }
            how = outcome(strand, result, thrown);
        } catch (Throwable e) { // the causes of an exception are foreign code; whatever that does, the task ends
            how = failed(thrown == null ? e : thrown);
        }
        strand.leaveRegion(); // nothing is left that a cancellation could end
        end(how, span);
    }

    private static Ended failed(Throwable failure) {
        try {
            return new Ended(State.FAILED, null, failure);
        } catch (OutOfMemoryError _) {
            return WITHOUT_MEMORY;
        }
    }

    private CheckedSupplier<? extends T, ?> takeBody() {
        CheckedSupplier<? extends T, ?> taken = Objects.requireNonNull(body);
        body = null;
        return taken;
    }

    /** Ends a task whose goroutine waits for ever, and was collected. */
    void leaked(DeadlockException why) {
        end(new Ended(State.FAILED, null, why), null);
    }

    /**
     * Ends the task, in an order that leaves nothing to chance: first its outcome can be asked for, then it has its consequences for the
     * scope, and then those that wait for it go on. So a waiter in a scope that fails with this task is always told by its own
     * cancellation.
     */
    private void end(Ended how, Flight.@Nullable Span span) {
        ended = how;
        try {
            scope.decided(how.state, how.failure);
        } finally {
            try {
                settle();
                record(span, how);
            } finally {
                scope.left(this);
            }
        }
    }

    private void record(Flight.@Nullable Span span, Ended how) {
        if (how.failure != null && Flight.isRecorded()) {
            ScopeEvents.failed(this, how.failure);
        }
        if (span != null) {
            span.end(how.state.name());
        }
    }

    private Ended outcome(Strand strand, @Nullable Object result, @Nullable Throwable thrown) {
        if (thrown == null) {
            return new Ended(State.SUCCEEDED, result, null);
        }
        if (isCausedByCancelling(thrown) && isCancelled(strand)) {
            return new Ended(State.CANCELLED, null, null);
        }
        Failures.suppress(thrown, new Failures.StartedAt(name, startedAt.toStackTraceElement()));
        return new Ended(State.FAILED, null, thrown);
    }

    /**
     * Whether the goroutine is cancelled, or about to be: it may have looked at the context in the moment between the marking of that and
     * its own, and thrown what it saw.
     */
    private boolean isCancelled(Strand strand) {
        Context own = context;
        return strand.isCancelled() || scope.context().cause() != null || (own != null && own.cause() != null);
    }

    /** Whether an interruption stands behind what a cancelled goroutine threw, wrapped or not. */
    static boolean isCausedByCancelling(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (each instanceof CancellationSwallowedError) {
                return false;
            }
            if (each instanceof InterruptedException
                    || each instanceof CancellationException
                    || each instanceof InterruptedIOException
                    || each instanceof ClosedByInterruptException
                    || (each instanceof SocketException
                            && Thread.currentThread().isInterrupted())) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    /** Ends a task whose goroutine was never started, since its scope was cancelled. */
    void skip() {
        body = null;
        ended = new Ended(State.CANCELLED, null, null);
        settle();
    }

    private void settle() {
        settled = true;
        if (reach instanceof Tracked tracked) {
            tracked.end();
        }
        Channel<Void> waitedFor = done;
        if (waitedFor != null) {
            waitedFor.closeWithin();
        }
        try {
            closeContext();
        } finally {
            complete(future);
        }
    }

    private void closeContext() {
        Context own = context;
        Listener telling = listener;
        if (own != null) {
            if (telling != null) {
                own.unlisten(telling);
            }
            own.closeWithin();
        }
    }
}
