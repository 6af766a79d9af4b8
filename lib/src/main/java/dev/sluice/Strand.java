package dev.sluice;

import dev.sluice.internal.Origin;
import dev.sluice.runtime.World;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the library knows about a thread: the task it runs, if it is a goroutine, and the scopes it has open.
 *
 * <p>A strand is found from its thread without a map and without a thread-local: it is the thread's handler of uncaught
 * exceptions. For a goroutine that is set when its thread is made. Another thread gets a strand while it has a scope
 * open; its own handler goes on handling, and is put back when the last scope is closed.
 */
final class Strand extends Parking implements Runnable, Reach, UncaughtExceptionHandler, Origin {
    /*
     * One cancellation reaches a goroutine once: as an InterruptedException of the library wait it is in, or as an interrupt
     * of its thread by a helper, whichever comes first. The compare-and-set on the delivery decides. So code that cleans up
     * after it can wait again.
     */
    private static final int NONE = 0;
    private static final int PENDING = 1;
    private static final int DELIVERED = 2;

    private static final VarHandle DELIVERY;
    private static final VarHandle INNERMOST;

    static {
        try {
            var lookup = MethodHandles.lookup();
            DELIVERY = lookup.findVarHandle(Strand.class, "delivery", int.class);
            INNERMOST = lookup.findVarHandle(Strand.class, "innermost", Scope.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Task<?> task;
    private final @Nullable UncaughtExceptionHandler previous;
    private @Nullable Thread thread;

    /** What reports the goroutine if nobody can reach it any more; null if nothing does. Set before it is started. */
    private @Nullable Tracked tracked;

    /** The scopes that this thread has open, innermost first. Only this thread writes it. */
    private @Nullable Scope innermost;

    /**
     * The wait of its plain operations, of which a thread is in one at a time. Made together with the strand, and not when it is first
     * needed: then the waits of two partners would often be neighbours on one cache line.
     */
    private final Wait plainWait = new Wait();

    /** Whether the thread has woken or started another one since it last waited. */
    private boolean somebodyBehind;

    private volatile int delivery = NONE;

    /** The number of the cancellation that was the last to tell this thread. */
    private volatile long toldBy;

    private Strand(@Nullable Task<?> task, @Nullable UncaughtExceptionHandler previous) {
        this.task = task;
        this.previous = previous;
    }

    /** Makes the thread, not yet started, on which a task will run. */
    static Strand goroutine(Task<?> task) {
        Strand strand = new Strand(task, null);
        strand.thread = World.current().unstarted(task.name(), strand, strand);
        return strand;
    }

    /** What a goroutine's thread runs. So the thread holds its strand even if its handler is replaced. */
    @Override
    public void run() {
        Objects.requireNonNull(task).run(this);
    }

    /** Answers the strand of the current thread, or null if it is no goroutine and has no scope open. */
    static @Nullable Strand current() {
        return of(Thread.currentThread());
    }

    private static @Nullable Strand of(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof Strand strand ? strand : null;
    }

    @Override
    public Strand strand() {
        return this;
    }

    @Nullable
    Task<?> task() {
        return task;
    }

    @Nullable
    Scope innermost() {
        return innermost;
    }

    boolean hasEnded() {
        return task == null ? !thread().isAlive() : task.hasEnded();
    }

    /** Has the goroutine reported, once it is started, if nobody can reach it any more. */
    Tracked track() {
        Tracked made = new Tracked(Objects.requireNonNull(task), this);
        tracked = made;
        return made;
    }

    @Nullable
    Tracked tracked() {
        return tracked;
    }

    void start() {
        World.current().start(thread());
        noteSomebodyBehind();
    }

    Thread thread() {
        Thread itself = thread;
        if (itself == null) {
            throw new AssertionError("a strand without a thread");
        }
        return itself;
    }

    // Open scopes

    /** Answers the strand of the current thread, which is about to open a scope. */
    static Strand ofScopeOwner() {
        Thread thread = Thread.currentThread();
        Strand strand = of(thread);
        if (strand == null) {
            UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            strand = new Strand(null, handler == thread.getThreadGroup() ? null : handler);
            strand.thread = thread;
        }
        return strand;
    }

    /** Notes that the current thread, whose strand this is, has opened a scope. */
    void enter(Scope scope) {
        if (innermost == null && task == null) {
            thread().setUncaughtExceptionHandler(this);
            Owners.add(this);
        }
        INNERMOST.setRelease(this, scope);
    }

    /** Notes that the current thread has closed a scope, and those inside of it. */
    void leave(Scope scope) {
        INNERMOST.setRelease(this, scope.outer);
        if (innermost == null && task == null) {
            Owners.remove(this);
            if (thread().getUncaughtExceptionHandler() == this) {
                thread().setUncaughtExceptionHandler(previous);
            }
        }
    }

    /** The scopes that this thread has open, outermost first; may be asked by any thread. */
    List<Scope> scopes() {
        var scopes = new ArrayList<Scope>(1);
        for (Scope scope = (Scope) INNERMOST.getAcquire(this); scope != null; scope = scope.outer) {
            scopes.add(scope);
        }
        return scopes.reversed();
    }

    // Waiting

    /** Answers a wait for a plain operation of the current thread, which a goroutine has one of for all of them. */
    static Wait forPlainOperation() {
        Strand strand = current();
        return strand == null ? new Wait() : strand.plainWait();
    }

    private Wait plainWait() {
        return plainWait.isInUse() ? new Wait() : plainWait;
    }

    /** Wakes somebody whom the current thread has matched. */
    static void unpark(Thread partner) {
        World.current().unpark(partner);
        noteSomebodyBehind();
    }

    private static void noteSomebodyBehind() {
        Strand strand = current();
        if (strand != null && strand.thread().isVirtual()) { // a platform thread isn't in anybody's way
            strand.somebodyBehind = true;
        }
    }

    /**
     * Answers whether the current thread, whose strand this is, has woken or started another one since this was last asked: who is
     * then likely to be behind it in the queue of its carrier.
     */
    boolean hasSomebodyBehind() {
        boolean answer = somebodyBehind;
        if (answer) {
            somebodyBehind = false;
        }
        return answer;
    }

    @Override
    void beginsToWait(Wait wait, String operation, Object site, long sinceNanos, long deadlineNanos) {
        if (tracked != null) {
            tracked.beginsToWait(operation, site, sinceNanos);
        }
        super.beginsToWait(wait, operation, site, sinceNanos, deadlineNanos);
    }

    @Override
    void goesOn() {
        super.goesOn();
        if (tracked != null) {
            tracked.goesOn();
        }
    }

    /** The number of the wait that only another goroutine can end, or 0 if the thread isn't in one. */
    long durableWaitNumber() {
        Long number = ofWait(this::durableWaitNumber);
        return number == null ? 0 : number;
    }

    /** An interrupt, or a cancellation, will wake the thread, if it has not got round to it yet. */
    private @Nullable Long durableWaitNumber(Parking parking) {
        return parking.isDurable() && !isCancelled() && !thread().isInterrupted() ? waitNumber() : null;
    }

    // Cancellation

    /** Marks the goroutine as cancelled; answers whether it hadn't been before. */
    boolean cancel() {
        return DELIVERY.compareAndSet(this, NONE, PENDING);
    }

    boolean isCancelled() {
        return delivery != NONE;
    }

    /** Notes the cancellation that tells this thread; answers whether it is another than the last one noted. */
    boolean noteToldBy(Cancellation cancellation) {
        long last = toldBy;
        toldBy = cancellation.number;
        return last != cancellation.number;
    }

    /** Wakes the thread if it parks, so that a library wait looks for cancellations. Others take it as a spurious wake-up. */
    void wake() {
        World.current().unpark(thread());
    }

    /** Interrupts the thread, unless a library wait has taken the cancellation. May hang, hence from helpers only. */
    void interrupt() {
        if (DELIVERY.compareAndSet(this, PENDING, DELIVERED)) {
            World.current().interrupt(thread());
        }
    }

    /** Takes a cancellation that the current thread, whose strand this is, hasn't been told of. */
    @Nullable
    InterruptedException takeCancellation() {
        if (task != null && delivery == PENDING && DELIVERY.compareAndSet(this, PENDING, DELIVERED)) {
            Throwable why = task.whyCancelled();
            return new CancelledWait("goroutine " + task.name() + " was cancelled: " + why, why, null);
        }
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            Throwable why = scope.takeOwnersCancellation();
            if (why != null) {
                return new CancelledWait("scope " + scope.name() + " was cancelled: " + why, why, scope);
            }
        }
        return null;
    }

    @Override
    public @Nullable StackTraceElement startedAt() {
        return task == null ? null : task.startedAt().toStackTraceElement();
    }

    @Override
    public List<String> openScopes() {
        return scopes().reversed().stream().map(Scope::name).toList();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (previous != null) {
            previous.uncaughtException(thread, thrown);
        } else {
            thread.getThreadGroup().uncaughtException(thread, thrown);
        }
    }
}
