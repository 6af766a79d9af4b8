package dev.sluice;

import dev.sluice.runtime.Origin;
import dev.sluice.runtime.World;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library knows about a thread: the task it runs, if it is a goroutine, and the scopes it has open.
 *
 * <p>A strand is found from its thread without a map and without a thread-local: it is the thread's handler of uncaught
 * exceptions. For a goroutine that is set when its thread is made. Another thread gets a strand while it has a scope
 * open; its own handler goes on handling, and is put back when the last scope is closed.
 */
final class Strand implements UncaughtExceptionHandler, Origin {
    /*
     * One cancellation reaches a goroutine once: as an InterruptedException of the library wait it is in, or as an interrupt
     * of its thread by a helper, whichever comes first. The compare-and-set on the delivery decides. So code that cleans up
     * after it can wait again.
     */
    private static final int NONE = 0;
    private static final int PENDING = 1;
    private static final int DELIVERED = 2;

    private static final VarHandle DELIVERY;

    static {
        try {
            DELIVERY = MethodHandles.lookup().findVarHandle(Strand.class, "delivery", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Task<?> task;
    private final @Nullable UncaughtExceptionHandler previous;
    private @Nullable Thread thread;

    /** The scopes that this thread has open, innermost first. Only this thread reads and writes it. */
    private @Nullable Scope innermost;

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
        strand.thread = World.current().unstarted(task.name(), strand, task::run);
        return strand;
    }

    /** Answers the strand of the current thread, or null if it is no goroutine and has no scope open. */
    static @Nullable Strand current() {
        return of(Thread.currentThread());
    }

    private static @Nullable Strand of(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof Strand strand ? strand : null;
    }

    @Nullable
    Task<?> task() {
        return task;
    }

    @Nullable
    Scope innermost() {
        return innermost;
    }

    void start() {
        World.current().start(thread());
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
        }
        innermost = scope;
    }

    /** Notes that the current thread has closed a scope, and those inside of it. */
    void leave(Scope scope) {
        innermost = scope.outer;
        if (innermost == null && task == null && thread().getUncaughtExceptionHandler() == this) {
            thread().setUncaughtExceptionHandler(previous);
        }
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
        var names = new ArrayList<String>();
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            names.add(scope.name());
        }
        return names;
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
