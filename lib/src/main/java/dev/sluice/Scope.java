package dev.sluice;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * A scope is a block of code in which goroutines are started, and which doesn't end before they have.
 *
 * {@snippet :
 * try (var scope = Scope.open().limit(8)) {
 *     for (URI uri : uris) {
 *         scope.go(() -> fetch(uri)); // eight at a time
 *     }
 *     scope.join(IOException.class); // the first failure cancels the others, and is thrown here
 * }
 * }
 *
 * <p>The block runs on the caller's thread, which owns the scope; each goroutine runs on a virtual thread of its own. A policy
 * determines what the outcomes of the goroutines mean for the scope:
 *
 * <ul>
 *   <li>{@link #failFast}, the default: the first failure cancels the others, and {@code join} throws it.
 *   <li>{@link #collectAll}: nothing is cancelled; {@code join} throws the first failure, with all others suppressed on it.
 *   <li>{@link #firstSuccess}, {@link #atLeast}: once one goroutine, or the given number, has succeeded, the others are cancelled and
 *       failures no longer count; {@code join} throws the first failure if that number can't be reached.
 * </ul>
 *
 * <p>A goroutine that ends because it was cancelled has not failed. Errors count like exceptions. A failure carries, as a
 * suppressed exception, the name of its goroutine and where it was started; failures after the first are suppressed on it.
 *
 * <p>A scope has a {@link #context}, which is cancelled with the scope, and is the {@linkplain Context#current current} one in
 * the block and in its goroutines. When a scope is cancelled by a failure, a deadline, its parent or another thread, each wait of
 * the block throws a {@link ContextCancelledException} whose cause is the reason, and a blocking call of the JDK is interrupted.
 * {@code join} and {@code close} don't count as waits of the block: they wait for the goroutines, and report their outcomes. When the
 * scope is closed, no interrupt is left that was sent because of it. With {@link #call}, the block throws the failure itself.
 *
 * <p>A scope recognizes its owner by the thread's handler of uncaught exceptions: a block that replaces this handler is no longer
 * reached by the scope's cancellation.
 *
 * <p>{@link #close} cancels the goroutines that still run, and waits for them. So a block that doesn't call {@code join} ends its
 * goroutines when it ends.
 *
 * <p>Only the owner may configure, join and close a scope. The owner and the goroutines of the scope, and of scopes inside of
 * it, may start goroutines. Memory consistency: actions before {@code go} <i>happen-before</i> those in the goroutine, and
 * these before the return of {@code join} and {@code close}.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go's errgroup</a>
 */
public final class Scope extends Region implements AutoCloseable {
    private static final Object SLOT = new Object();

    /** Ends a scope for which there is no memory to say more. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // there is no memory then
    private static final CancelledException QUIET_END = new CancelledException("the scope was cancelled", null);

    private final Strand owner;
    private final Crew crew = new Crew();

    /** What hears of the context's cancellation. Used by the owner only. */
    private ScopeListener listener;

    /** The region of the owner's thread that the scope was opened in. */
    private final Region around;

    /** The scope around this one on the owner's thread. */
    private final @Nullable Scope outer;

    // Set by the owner before the first goroutine is started.
    private Context context;
    private String name;
    private Policy policy = Policy.FAIL_FAST;
    private @Nullable Channel<Object> slots;
    private @Nullable Carrier carrier;

    /** Whether another thread than the owner's has cancelled it, so that the block has to end too. */
    private volatile boolean cancelledByAnother;

    /** The failure that the owner was thrown. Used by the owner only. */
    private @Nullable Throwable reported;

    private final Flight.@Nullable Span span;

    /** What finds out that it was forgotten, if it is the outermost scope of a thread that is no goroutine. */
    private final @Nullable LeftOpen leftOpen;

    /** Whether its owner has forgotten it: then it isn't a region of the thread any more. Only the owner reads and writes it. */
    private boolean abandoned;

    /** What looks for deadlocks, if anything does. Set by the owner before the first goroutine is started. */
    private Monitor.@Nullable Check deadlockCheck;

    /** Whether leaks are looked for among its goroutines. Set by the owner before the first one is started. */
    private boolean seeksLeaks;

    private Scope(Context parent) {
        Stack.touch(); // for leaving it, too
        this.context = parent.withCancel();
        this.owner = Strand.ofThisThread();
        this.around = owner.innermost();
        this.outer = OpenScopes.innermost(owner);
        this.name = path("scope-" + World.current().number());
        this.span = Flight.isRecorded() ? ScopeEvents.scope(this) : null;
        this.leftOpen = isOutermostOfThread() ? LeftOpen.openedHere() : null;
        Scope around = surrounding();
        this.carrier = around == null ? null : around.carrier;
        this.seeksLeaks = World.current().leaks() == World.Search.EVERYWHERE || (around != null && around.seeksLeaks);
        this.listener = ScopeListener.of(this, context);
        boolean opened = false;
        try {
            if (World.current().deadlocks() == World.Search.EVERYWHERE) {
                seekDeadlocks(); // before the thread is in the scope: there may be no thread that looks
            }
            if (isOutermostOfThread()) {
                OpenScopes.addRoot(owner);
            }
            context.listenOrTell(listener);
            owner.enter(this);
            opened = true;
        } finally {
            if (!opened) {
                forget();
            }
        }
    }

    /** Takes back what makes it known to reports and to checks. */
    private void forget() {
        if (isOutermostOfThread()) {
            OpenScopes.removeRoot(owner);
        }
        if (deadlockCheck != null) {
            Monitor.remove(deadlockCheck);
        }
    }

    /**
     * Opens a scope in the {@linkplain Context#current current} context.
     *
     * @return a scope that the current thread owns, and must close
     */
    @CheckReturnValue
    public static Scope open() {
        LeftOpen.sweep();
        return new Scope(Context.current());
    }

    /**
     * Opens a scope in a context.
     *
     * @param context the context above that of the scope
     * @return a scope that the current thread owns, and must close
     */
    @CheckReturnValue
    public static Scope open(Context context) {
        Objects.requireNonNull(context, "context");
        LeftOpen.sweep();
        return new Scope(context);
    }

    /**
     * Runs a block in a scope, waits for its goroutines, and returns the block's result. The first failure is thrown as itself, even if
     * the block is waiting for something else when it happens.
     *
     * {@snippet :
     * Page page = Scope.call(IOException.class, scope -> {
     *     scope.deadline(Duration.ofSeconds(2));
     *     var user = scope.go(() -> users.load(id));
     *     var orders = scope.go(() -> orders.load(id));
     *     return new Page(user.await(), orders.await()); // if one fails, call throws its IOException
     * });
     * }
     *
     * <p>If the block ends because the scope was cancelled, this throws what {@link #join} would throw: the first failure, or a {@link
     * DeadlineExceededException}, with the exception of the block suppressed on it. If the block throws for another reason, the goroutines
     * are cancelled, and the exception of the block is thrown, with their failures suppressed on it.
     *
     * @param type the type of a checked exception that the block and its goroutines may throw
     * @param block the block, which gets a scope that it may configure; it runs on the calling thread
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return the result of the block
     * @throws X if the block or a goroutine has failed with one
     * @throws CancelledException if the scope was cancelled; a {@link DeadlineExceededException} if by a deadline of its own
     * @throws CompletionException if the failure is a checked exception of another type
     * @throws InterruptedException if the thread is interrupted, or the context around is cancelled; all goroutines have ended
     */
    public static <T extends @Nullable Object, X extends Exception> T call(
            Class<X> type, CheckedFunction<? super Scope, ? extends T, ?> block) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(block, "block");
        try (Scope scope = open()) {
            T result;
            try {
                result = block.apply(scope);
            } catch (Throwable thrown) {
                Throwable failure = scope.failureBehind(thrown);
                if (failure instanceof InterruptedException interruption) {
                    throw interruption;
                }
                throw Thrown.as(failure, type);
            }
            scope.join(type);
            return result;
        }
    }

    /**
     * Runs a block in a scope like {@link #call(Class, CheckedFunction)}, if no checked exceptions are expected.
     *
     * @param block the block, which gets a scope that it may configure; it runs on the calling thread
     * @param <T> the type of its result
     * @return the result of the block
     * @throws CancelledException if the scope was cancelled; a {@link DeadlineExceededException} if by a deadline of its own
     * @throws CompletionException if the block, or a goroutine, has failed with a checked exception
     * @throws InterruptedException if the thread is interrupted, or the context around is cancelled; all goroutines have ended
     */
    public static <T extends @Nullable Object> T call(CheckedFunction<? super Scope, ? extends T, ?> block)
            throws InterruptedException {
        return call(RuntimeException.class, block);
    }

    /** Ends the goroutines after the block has thrown this; returns what is to be thrown, with all else suppressed on it. */
    private Throwable failureBehind(Throwable thrown) {
        boolean wasWoken = why() != null && Task.isCausedByCancelling(thrown);
        if (!wasWoken) {
            endQuietly("has failed in its block");
        }
        crew.awaitIdleUninterrupted(ScopeOperation.CALL, this);
        tell();
        Throwable failure = wasWoken ? outcome() : crew.failure();
        reported = crew.failure();
        if (failure == null || thrown == failure) {
            return thrown;
        }
        if (!wasWoken || Strand.isCancelledAround(this)) {
            Failures.suppress(thrown, failure);
            return thrown;
        }
        Failures.suppress(failure, thrown);
        return failure;
    }

    /**
     * Gives the scope a name. The names of its goroutines begin with it.
     *
     * @param name the name
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope named(String name) {
        configure("named");
        this.name = path(Objects.requireNonNull(name, "name"));
        return this;
    }

    /**
     * Limits how many goroutines of this scope run at once; {@code go} waits for a free slot. Those in scopes inside of it don't count.
     *
     * <p>If goroutines of a limited scope start others in it, all of them may end up waiting for a slot, and none can go on. For work that
     * makes more work, use {@link #tryGo}.
     *
     * @param goroutines the limit, from 1 to {@link Channel#MAX_CAPACITY}
     * @return this scope
     * @throws IllegalArgumentException if the limit is out of range
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope limit(int goroutines) {
        if (goroutines < 1 || goroutines > Channel.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + Channel.MAX_CAPACITY + ", was " + goroutines);
        }
        configure("limit");
        slots = Channel.buffered(goroutines);
        return this;
    }

    /**
     * Cancels the scope after a timeout; {@code join} then throws a {@link DeadlineExceededException}.
     *
     * @param timeout how long from now
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope deadline(Duration timeout) {
        configure("deadline");
        Context limited = context.withTimeout(timeout);
        ScopeListener added = ScopeListener.of(this, limited);
        limited.listenOrTell(added); // first: if there is no memory for it, nothing has changed
        stopListening();
        listener = added;
        context = limited;
        return this;
    }

    /**
     * Cancels all goroutines when one fails; {@code join} throws that failure. This is the default.
     *
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope failFast() {
        return policy("failFast", Policy.FAIL_FAST);
    }

    /**
     * Lets all goroutines run to their end, whether others fail or not; {@code join} throws the first failure, with the others
     * suppressed on it.
     *
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope collectAll() {
        return policy("collectAll", Policy.COLLECT_ALL);
    }

    /**
     * Cancels the other goroutines when one has succeeded; {@code join} throws only if none does.
     *
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope firstSuccess() {
        return policy("firstSuccess", Policy.atLeast(1));
    }

    /** Cancels the others when one has ended, whether it has succeeded or failed. */
    Scope firstEnd() {
        return policy("firstEnd", Policy.FIRST_END);
    }

    /**
     * Cancels the other goroutines when a number of them have succeeded; {@code join} throws if fewer do.
     *
     * @param successes the number of successes, at least 1
     * @return this scope
     * @throws IllegalArgumentException if the number is less than 1
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope atLeast(int successes) {
        if (successes < 1) {
            throw new IllegalArgumentException("atLeast must be at least 1, was " + successes);
        }
        return policy("atLeast", Policy.atLeast(successes));
    }

    /**
     * Ends the scope with a {@link DeadlockException} when its goroutines can only wait for each other.
     *
     * {@snippet :
     * try (var scope = Scope.open().detectDeadlock()) {
     *     scope.go(() -> left.send(right.receive()));
     *     scope.go(() -> right.send(left.receive()));
     *     scope.join(); // throws; the message says which goroutine waits for what, and where
     * }
     * }
     *
     * <p>This is a deadlock: all goroutines in the tree of scopes to which this one belongs, and the thread that owns the outermost scope,
     * wait in operations of this library without a deadline, and none of their contexts has one. It is noticed within 200 milliseconds.
     * Then the scope is cancelled: {@code join} throws the exception, and any other wait of the owner throws a {@link
     * ContextCancelledException} with it as the cause.
     *
     * <p>There is no deadlock as long as a goroutine runs, sleeps, or waits for I/O or for a lock of the JDK, since it may go on by
     * itself. Threads outside of the tree aren't taken into account: if they may send, close or cancel something for which goroutines
     * wait here, open an {@link #external}.
     *
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope detectDeadlock() {
        configure("detectDeadlock");
        if (World.current().deadlocks() == World.Search.WHERE_ASKED) {
            seekDeadlocks();
        }
        return this;
    }

    private void seekDeadlocks() {
        if (deadlockCheck == null) {
            deadlockCheck = Reports.get().deadlockCheck(this);
            Monitor.add(deadlockCheck);
        }
    }

    /**
     * Ends goroutines of this scope, and of scopes inside of it, that wait for ever: with a {@link DeadlockException}, when what they
     * wait for can't be reached any more.
     *
     * {@snippet :
     * try (var scope = Scope.open().detectLeaks()) {
     *     Channel<Page> pages = Channel.unbuffered();
     *     Task<?> fetch = scope.go("fetch", () -> pages.send(load(uri)));
     *     Page first = pages.receive(Duration.ofSeconds(1)).orNull(); // if it gives up, there is no receiver
     *     show(first);
     *     scope.join(); // throws: goroutine fetch-1 waits for ever in send channel …
     * }
     * }
     *
     * <p>The garbage collector finds them, so they end some time after the next collection; {@link Sluice#leaks()} requests
     * one. In such a scope, a goroutine is kept alive only while it runs, or waits with a deadline, for I/O, for a monitor, or for
     * something that can be reached from another thread, a timer or a static field. A goroutine that is found has <em>failed</em>:
     * its task says so, the scope's policy applies, and a {@code join} that would never have returned returns. It also appears in {@link
     * Sluice#leaks()}.
     *
     * <p>Nothing can wake such a goroutine, so none of its code runs any more, not even {@code finally} blocks when the scope is
     * cancelled. A goroutine that is meant to wait until it is cancelled must wait for {@code Context.current().done()}, alone or as a case
     * of a select. If the scope's context has a deadline, which will end the goroutines anyway, no leaks are detected.
     *
     * <p>The system property {@code sluice.leaks} with the value {@code report} turns this on for all scopes of the program, and
     * logs the first leak of each place at which goroutines are started, to the system logger {@code dev.sluice.leaks}.
     *
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope detectLeaks() {
        configure("detectLeaks");
        if (World.current().leaks() == World.Search.WHERE_ASKED) {
            seeksLeaks = true;
        }
        return this;
    }

    /**
     * Returns an entrance to the scope for threads outside of its tree, such as a server's event loops. Until it is closed, those
     * threads may {@linkplain External#go start goroutines} in the scope, {@link #join} waits, and no {@linkplain #detectDeadlock deadlock}
     * is reported, since the threads may end any wait.
     *
     * {@snippet :
     * try (var scope = Scope.open()) {
     *     var requests = scope.external();
     *     server.onRequest(request -> requests.go(() -> answer(request))); // in the server's threads
     *     server.onShutdown(requests::close);
     *     scope.join(); // until it is closed, and all goroutines have ended
     * }
     * }
     *
     * <p>Any thread may call this while the scope is open.
     *
     * @return the entrance, which must be closed
     */
    public External external() {
        return new External(this);
    }

    /** An entrance to a scope for threads outside of its tree. Any thread may use and close it; closing it again does nothing. */
    public static final class External implements AutoCloseable {
        private final Scope scope;
        private final AtomicBoolean closed = new AtomicBoolean();

        private External(Scope scope) {
            this.scope = scope;
            scope.crew.takeToken();
        }

        /**
         * Starts a goroutine in the scope; like {@link Scope#go(CheckedSupplier)}.
         *
         * @param body the code that the goroutine runs
         * @param <T> the type of its result
         * @return the task; if the scope is cancelled, a cancelled task that was never started
         * @throws IllegalStateException if this, or the scope, is closed
         * @throws InterruptedException if interrupted while waiting for a slot; nothing was started
         */
        public <T extends @Nullable Object> Task<T> go(CheckedSupplier<T, ?> body) throws InterruptedException {
            return start("go", Objects.requireNonNull(body, "body"), body);
        }

        /**
         * Starts a goroutine without a result in the scope; like {@link Scope#go(CheckedRunnable)}.
         *
         * @param body the code that the goroutine runs
         * @return the task; if the scope is cancelled, a cancelled task that was never started
         * @throws IllegalStateException if this, or the scope, is closed
         * @throws InterruptedException if interrupted while waiting for a slot; nothing was started
         */
        public Task<@Nullable Void> go(CheckedRunnable<?> body) throws InterruptedException {
            return start("go", supplier(body), body);
        }

        private <T extends @Nullable Object> Task<T> start(String what, CheckedSupplier<T, ?> body, Object given)
                throws InterruptedException {
            if (closed.get()) {
                throw new IllegalStateException("the external of scope " + scope.name + " is closed");
            }
            scope.crew.mustBeOpen(scope);
            World.step("go", scope);
            return scope.start(what, body, given, scope.takeSlot());
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                scope.crew.giveBackToken();
            }
        }
    }

    /**
     * Adds a {@link Carrier}, which wraps the body of each goroutine of this scope and of scopes inside of it. It is applied in addition to
     * the carriers of the scopes around this one, and to those that are {@linkplain Carrier#install installed} for all scopes.
     *
     * @param carrier the carrier
     * @return this scope
     * @throws IllegalStateException if a goroutine has been started already
     */
    public Scope carrying(Carrier carrier) {
        configure("carrying");
        this.carrier = Carrying.both(this.carrier, Objects.requireNonNull(carrier, "carrier"));
        return this;
    }

    private Scope policy(String what, Policy policy) {
        configure(what);
        this.policy = policy;
        return this;
    }

    private void configure(String what) {
        mustBeOwner(what);
        if (crew.started() > 0) {
            throw new IllegalStateException(what + " must come before the first goroutine of scope " + name);
        }
    }

    /**
     * Returns the scope's context. It is cancelled when the scope is, and when it is closed.
     *
     * @return the context
     */
    @Override
    public Context context() {
        return context;
    }

    /**
     * Starts a goroutine. It waits for a slot if the scope has a {@link #limit}.
     *
     * <p>There are two overloads, for a body with a result and for one without. The compiler can't choose between them for a reference to
     * an overloaded method, such as {@code channel::receive}: write a lambda instead, {@code () -> channel.receive()}.
     *
     * @param body the code that the goroutine runs
     * @param <T> the type of its result
     * @return the task; if the scope is cancelled, also while this waits, a cancelled task that was never started
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot; nothing was started
     */
    public <T extends @Nullable Object> Task<T> go(CheckedSupplier<T, ?> body) throws InterruptedException {
        return start("go", body, body);
    }

    /**
     * Starts a goroutine without a result; like {@link #go(CheckedSupplier)}.
     *
     * @param body the code that the goroutine runs
     * @return the task
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot; nothing was started
     */
    public Task<@Nullable Void> go(CheckedRunnable<?> body) throws InterruptedException {
        return start("go", supplier(body), body);
    }

    /**
     * Starts a goroutine with a name; like {@link #go(CheckedSupplier)}.
     *
     * @param name its name in messages and dumps, to which the scope's path and a number are added
     * @param body the code that the goroutine runs
     * @param <T> the type of its result
     * @return the task
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot; nothing was started
     */
    public <T extends @Nullable Object> Task<T> go(String name, CheckedSupplier<T, ?> body)
            throws InterruptedException {
        return start(Objects.requireNonNull(name, "name"), body, body);
    }

    /**
     * Starts a goroutine with a name and without a result; like {@link #go(CheckedSupplier)}.
     *
     * @param name its name in messages and dumps, to which the scope's path and a number are added
     * @param body the code that the goroutine runs
     * @return the task
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot; nothing was started
     */
    public Task<@Nullable Void> go(String name, CheckedRunnable<?> body) throws InterruptedException {
        return start(Objects.requireNonNull(name, "name"), supplier(body), body);
    }

    private static CheckedSupplier<@Nullable Void, ?> supplier(CheckedRunnable<?> body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    /**
     * Starts a goroutine if the scope's {@link #limit} has a free slot, and never waits for one: for work that makes more work. With
     * {@code go}, goroutines that all wait for a slot would wait for each other.
     *
     * {@snippet :
     * void walk(Path folder) throws IOException {
     *     for (Path each : list(folder)) {
     *         if (!scope.tryGo(() -> walk(each))) {
     *             walk(each); // no slot is free, so this goroutine does it itself
     *         }
     *     }
     * }
     * }
     *
     * @param body the code that the goroutine runs
     * @return false if no slot was free, and nothing was started; true in a cancelled scope, where nothing needs to be done
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     */
    public boolean tryGo(CheckedRunnable<?> body) {
        return tryGo("go", body);
    }

    /**
     * Starts a goroutine with a name if a slot is free; like {@link #tryGo(CheckedRunnable)}.
     *
     * @param name its name in messages and dumps, to which the scope's path and a number are added
     * @param body the code that the goroutine runs
     * @return false if no slot was free, and nothing was started
     * @throws IllegalStateException if the scope is closed, or if the caller is neither its owner nor one of its goroutines
     */
    public boolean tryGo(String name, CheckedRunnable<?> body) {
        Objects.requireNonNull(name, "name");
        CheckedSupplier<@Nullable Void, ?> supplier = supplier(body);
        mustBeInside();
        crew.mustBeOpen(this);
        World.step("tryGo", this);
        Offer slot = slots == null ? Offer.SENT : slots.offer(SLOT);
        if (slot == Offer.FULL) {
            return false;
        }
        start(name, supplier, body, slot == Offer.SENT);
        return true;
    }

    private <T extends @Nullable Object> Task<T> start(String what, CheckedSupplier<T, ?> body, Object given)
            throws InterruptedException {
        Objects.requireNonNull(body, "body");
        mustBeInside();
        crew.mustBeOpen(this);
        World.step("go", this);
        return start(what, body, given, takeSlot());
    }

    private <T extends @Nullable Object> Task<T> start(
            String what, CheckedSupplier<T, ?> body, Object given, boolean hasSlot) {
        Task<T> task = null;
        boolean started = false;
        try {
            CheckedSupplier<T, ?> carried = Carrying.wrap(carrier, body);
            task = new Task<>(this, PathName.of(name, what + "-" + crew.number()), carried, StartSite.of(given));
            if (hasSlot && crew.admit(task, this)) {
                if (Flight.isRecorded()) {
                    ScopeEvents.starts(task);
                }
                task.start();
                started = true;
            } else {
                task.skip();
            }
        } finally {
            if (!started && hasSlot) {
                giveBackSlot();
            }
            if (!started && task != null) {
                crew.withdraw(task);
            }
        }
        return task;
    }

    /** Waits for a slot; returns false if the scope is cancelled. */
    private boolean takeSlot() throws InterruptedException {
        if (slots == null) {
            return true;
        }
        if (!isOwner()) {
            return slots.sendIfOpen(SLOT);
        }
        Region before = owner.exempt(
                this); // the owner's wait ends by the closing of the slots, and by nothing else that this scope does
        try {
            return slots.sendIfOpen(SLOT);
        } finally {
            owner.exempt(before);
        }
    }

    private void giveBackSlot() {
        if (slots != null) {
            slots.tryReceive();
        }
    }

    /** Notes the outcome of a goroutine, and cancels the scope if that is what follows from it. */
    void decided(Task.State state, @Nullable Throwable failure) {
        Throwable why = crew.record(policy, state, failure);
        if (why != null) {
            context.cancelWithin(why);
        } else if (crew.isReached(policy)) {
            endQuietly("has succeeded");
        }
    }

    /** Lets go of a goroutine whose outcome is known to all. */
    void left(Task<?> task) {
        giveBackSlot();
        crew.leave(task);
    }

    private boolean endQuietly(String why) {
        return context.cause() == null && context.cancelWithin(crew.quietEnd(quietEnd(why)));
    }

    private CancelledException quietEnd(String why) {
        try {
            return new CancelledException("scope " + name + " " + why, null);
        } catch (OutOfMemoryError _) {
            return QUIET_END; // whatever is said of it, the goroutines have to end
        }
    }

    /** Notes that a failure was thrown to a thread; if that is the owner, it needn't be told again. */
    void noteAwaited(Throwable failure) {
        if (isOwner()) {
            reported = failure;
        }
    }

    /**
     * Waits until all goroutines have ended, and throws a failure if the policy requires it. An unchecked failure is thrown as
     * itself; a checked exception is the cause of a {@link CompletionException}. To get it as itself, pass its type to {@link
     * #join(Class)}.
     *
     * <p>More goroutines may be started afterwards, and joined again.
     *
     * @throws CancelledException if the scope was cancelled from above; a {@link DeadlineExceededException} if by a deadline
     * @throws CompletionException if the failure is a checked exception
     * @throws IllegalStateException if the scope is closed, if the caller isn't its owner, or if fewer goroutines have succeeded
     *     than {@link #atLeast} requires and none has failed
     * @throws InterruptedException if the owner is interrupted, or its goroutine cancelled; the scope has been cancelled, and
     *     all of its goroutines have ended
     */
    public void join() throws InterruptedException {
        join(RuntimeException.class);
    }

    /**
     * Waits until all goroutines have ended, and throws a failure if the policy requires it, like {@link #join()}. A failure of the given
     * type is thrown as itself.
     *
     * @param type the type of a checked exception that goroutines may throw
     * @param <X> that type
     * @throws X if the failure is of this type
     * @throws CancelledException if the scope was cancelled from above; a {@link DeadlineExceededException} if by a deadline
     * @throws CompletionException if the failure is a checked exception of another type
     * @throws IllegalStateException if the scope is closed, if the caller isn't its owner, or if fewer goroutines have succeeded
     *     than {@link #atLeast} requires and none has failed
     * @throws InterruptedException if the owner is interrupted, or its goroutine cancelled; the scope has been cancelled, and
     *     all of its goroutines have ended
     */
    public <X extends Exception> void join(Class<X> type) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        mustBeOwner("join");
        crew.mustBeOpen(this);
        World.step("join", this);
        InterruptedException interruption;
        Throwable failure;
        Region before = owner.exempt(this);
        try { // whatever comes of it, the exemption ends
            interruption = awaitGoroutines();
            reported = crew.failure();
            failure = outcome();
            if (failure != null && interruption == null) {
                interruption = cancellationAround(); // which counts more than what it has led to here
            }
        } finally {
            owner.exempt(before);
            if (why() != null) {
                tell(); // what this throws says it
            }
        }
        if (interruption != null) {
            throw failure == null ? interruption : (InterruptedException) Thrown.join(interruption, failure);
        }
        if (failure != null) {
            throw Thrown.as(failure, type);
        }
    }

    /** Waits until all goroutines have ended; returns what has interrupted that, or null. */
    private @Nullable InterruptedException awaitGoroutines() {
        try {
            Strand.checkpoint();
            Throwable hopeless = crew.join(policy);
            if (hopeless != null) {
                context.cancelWithin(hopeless);
            }
            crew.awaitIdle(ScopeOperation.JOIN, this);
            return null;
        } catch (InterruptedException e) {
            tell(); // by this exception, and not by an interrupt, too
            context.cancelWithin(new CancelledException("the owner of scope " + name + " was interrupted", e));
            crew.awaitIdleUninterrupted(ScopeOperation.JOIN, this);
            return e;
        }
    }

    private static @Nullable InterruptedException cancellationAround() {
        try {
            Strand.checkCancelled();
            return null;
        } catch (InterruptedException e) {
            return e;
        }
    }

    /**
     * What join throws, or null. An external may still start a goroutine meanwhile. Its failure is recorded first, and then the context is cancelled by
     * it; so the cause is read first, or the failure would look like a cancellation from above.
     */
    private @Nullable Throwable outcome() {
        Throwable why = context.cause();
        Throwable failure = crew.failure();
        boolean hasFailedFirst = policy.cancelsOnFailure() && why != null && why == failure;
        if (crew.isReached(policy) && !hasFailedFirst) {
            return null;
        }
        if (why instanceof DeadlockException && why != failure) {
            var deadlock = new DeadlockException(String.valueOf(why.getMessage()), why); // with the owner's stack
            return failure == null ? deadlock : Thrown.join(deadlock, failure);
        }
        if (why != null && why != failure && !crew.isQuietEnd(why)) {
            CancelledException cancelled = Context.cancelled("scope " + name + " was cancelled", why);
            return failure == null ? cancelled : Thrown.join(cancelled, failure);
        }
        if (failure == null && policy.successes() > 0 && why == null) {
            return new IllegalStateException("scope " + name + " needs " + policy.successes()
                    + " goroutines to succeed, and " + crew.succeeded() + " have");
        }
        return failure;
    }

    /**
     * Cancels the scope: its context, and all of its goroutines. This is not a failure: {@code join} waits for the goroutines, and throws
     * only if one has failed.
     *
     * @return whether this call cancelled it
     */
    public boolean cancel() {
        World.step("cancel", this);
        if (!isOwner()) {
            cancelledByAnother = true;
        }
        return endQuietly("was cancelled");
    }

    /**
     * Cancels the goroutines that still run, waits until they have ended, and closes the scope. Closing a closed scope does nothing.
     *
     * <p>An interrupt doesn't end the wait; the flag stays set. A failure that {@code join} hasn't thrown is thrown here, a
     * checked one as the cause of a {@link CompletionException}.
     *
     * @throws IllegalStateException if the caller isn't the owner
     */
    @Override
    public void close() {
        mustBeOwner("close");
        if (crew.isClosed()) {
            return;
        }
        World.step("close", this);
        Throwable inside = abandoned ? null : OpenScopes.closeInside(this);
        crew.beginToClose();
        while (!crew.close()) { // an external may start a goroutine until then
            endQuietly("was cancelled");
            crew.awaitIdleUninterrupted(ScopeOperation.CLOSE, this);
        }
        try {
            stopListening();
        } finally {
            leave();
        }
        if (span != null) {
            span.end("closed");
        }
        context.closeWithin();
        Throwable failure = crew.isReached(policy) ? null : crew.failure();
        if (failure == null || failure == reported) {
            failure = inside;
        } else if (inside != null) {
            Thrown.join(failure, inside);
        }
        if (failure != null) {
            throw Thrown.as(failure, RuntimeException.class);
        }
    }

    private void stopListening() {
        context.unlisten(listener);
        listener.closed();
    }

    private void leave() {
        if (!abandoned) {
            owner.leave(this, false);
            forget();
        }
    }

    private boolean isOutermostOfThread() {
        return outer == null && owner.goroutine() == null;
    }

    @Nullable
    LeftOpen leftOpen() {
        return leftOpen;
    }

    /** Lets the owner leave this scope, which it has forgotten: what the thread does now is not to be interrupted. */
    void abandon() {
        leave();
        abandoned = true;
    }

    /** Cancels the scope after it was abandoned; waits for nothing. */
    void cancelAbandoned() {
        context.cancelWithin(new CancelledException("scope " + name + " was left open", null));
    }

    // As a region of its owner's thread

    void markCancelled(Cancellation cancellation) {
        if (cancelledByAnother || !crew.isQuietEnd(cancellation.cause())) {
            cancellation.addRegion(this); // first: what its goroutines do about it is not to come before
        }
        crew.markCancelled(cancellation);
    }

    /** Has those go on that wait for a slot, after the scope was cancelled. */
    void closeSlots() {
        if (slots != null) {
            slots.closeWithin();
        }
    }

    @Override
    Strand strand() {
        return owner;
    }

    @Override
    Region around() {
        return around;
    }

    @Override
    String whose() {
        return "scope " + name;
    }

    @Override
    String scopeName() {
        return name;
    }

    // For reports

    Crew crew() {
        return crew;
    }

    /** How many goroutines may run at once, or 0 for any number. */
    int mostAtOnce() {
        return slots == null ? 0 : slots.capacity();
    }

    @Nullable
    Throwable causeSoFar() {
        return context.causeSoFar();
    }

    /** Whether waits in this scope may end without a goroutine that ends them. */
    boolean mayChangeByItself() {
        return context.endsByClock() || context.causeSoFar() != null || crew.hasTokens();
    }

    /** Whether its goroutines are reported when nothing can reach them any more. What a deadline will end is no leak. */
    boolean tracks() {
        return seeksLeaks && !context.endsByClock();
    }

    boolean seeksDeadlocks() {
        return deadlockCheck != null;
    }

    void deadlocked(DeadlockException why) {
        context.cancelWithin(why);
    }

    // Which thread may do what

    private boolean isOwner() {
        return owner.thread() == Thread.currentThread();
    }

    private void mustBeOwner(String what) {
        if (!isOwner()) {
            throw new IllegalStateException(what + " must be called by the owner of scope " + name + ", which is "
                    + owner.thread() + "; was called by " + Thread.currentThread());
        }
    }

    private void mustBeInside() {
        if (isOwner()) {
            return;
        }
        Strand strand = Strand.current();
        Task<?> task = strand == null ? null : Task.of(strand);
        for (Scope scope = task == null ? null : task.scope(); scope != null; scope = scope.surrounding()) {
            if (scope == this) {
                return;
            }
        }
        throw new IllegalStateException("go must be called by the owner of scope " + name
                + " or by a goroutine in it; was called by " + Thread.currentThread()
                + (strand == null
                        ? ", which is no goroutine, unless its handler of uncaught exceptions was replaced"
                        : ""));
    }

    /** The scope around this one, on this thread or on that which has started its owner; null if this is the outermost of its tree. */
    @Nullable
    Scope surrounding() {
        Task<?> task = Task.of(owner);
        return outer != null ? outer : task == null ? null : task.scope();
    }

    /**
     * Returns the scope's name, preceded by the names of the scopes and goroutines around it. A long path is abbreviated in the middle.
     *
     * @return the path
     */
    public String name() {
        return name;
    }

    private String path(String last) {
        Task<?> task = Task.of(owner);
        return PathName.of(outer != null ? outer.name : task == null ? null : task.name(), last);
    }

    /** Returns its name and the number of running goroutines. */
    @Override
    public String toString() {
        return "scope " + name + " (" + crew.live() + " goroutines)";
    }
}
