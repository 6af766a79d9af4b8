package dev.sluice;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** One cancellation of a tree of contexts: what is to be told, collected while the tree is marked. */
final class Cancellation {
    /*
     * Step 1  Mark every context of the tree, one lock at a time, and every region that is in one of them.
     * Step 2  Wake the threads that wait by means of the library. They end by themselves, so nothing below can keep them waiting.
     * Step 3  Interrupt the threads that wait elsewhere, in a helper: Thread.interrupt() can hang its caller.
     * Step 4  Run the actions, in a helper too.
     *
     * Nothing may stay half done, also where memory or stack runs out. So all that is needed is there before the first context is marked:
     * listeners and regions are linked by themselves. What throws all the same in step 2 is left to a helper, which has a stack of its own.
     * And if there is no memory to begin with, a cancellation may be what frees some: for that one is kept in reserve.
     */
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final Cancellation RESERVE = new Cancellation();
    private static final AtomicBoolean RESERVE_IN_USE = new AtomicBoolean();

    // Written before it begins.
    private long number;
    private @Nullable Throwable cause;

    /** The contexts that are still to be marked. */
    private final Listeners below = new Listeners();

    /** What is to be woken, besides the threads of regions. */
    private final Listeners toWake = new Listeners();

    private final Aftermath aftermath = new Aftermath();
    private int marked;
    private int goroutines;
    private int owners;
    private int actions;

    /** Has this class, and so the reserve, ready. */
    static void load() {}

    /** Cancels a context and all below it; returns false if it had been cancelled. */
    static boolean of(ContextNode root, Throwable cause) {
        Stack.touch();
        Cancellation cancellation;
        try {
            cancellation = new Cancellation();
        } catch (OutOfMemoryError noMemory) {
            return withoutMemory(root, cause, noMemory);
        }
        cancellation.begin(cause);
        if (!cancellation.mark(root)) {
            return false;
        }
        cancellation.wake();
        cancellation.aftermath.start();
        if (Flight.isRecorded()) {
            cancellation.record(cause);
        }
        return true;
    }

    /** The same in the current thread alone, so that the reserve is free again. */
    private static boolean withoutMemory(ContextNode root, Throwable cause, OutOfMemoryError noMemory) {
        if (!RESERVE_IN_USE.compareAndSet(false, true)) {
            throw noMemory;
        }
        try {
            RESERVE.begin(cause);
            boolean marked = RESERVE.mark(root);
            RESERVE.wake();
            RESERVE.aftermath.doAtOnce();
            return marked;
        } finally {
            RESERVE.cause = null;
            RESERVE_IN_USE.set(false);
        }
    }

    /** Tells a listener of a context that was cancelled before it listened. */
    static void tellLate(Listener listener, Throwable cause) {
        Stack.touch();
        var cancellation = new Cancellation();
        cancellation.begin(cause);
        listener.tell(cancellation);
        cancellation.wake();
        cancellation.aftermath.start();
    }

    private void begin(Throwable why) {
        number = NUMBERS.incrementAndGet();
        cause = why;
        marked = 0;
        goroutines = 0;
        owners = 0;
        actions = 0;
    }

    /** Marks a context and all below it; returns false if it was marked. */
    private boolean mark(ContextNode root) {
        if (!root.mark(this)) {
            return false;
        }
        marked++;
        for (Listener child; (child = below.poll()) != null; ) {
            if (child.mark(this)) {
                marked++;
            }
        }
        return true;
    }

    private void wake() {
        for (Listener listener; (listener = toWake.poll()) != null; ) {
            try {
                listener.act();
            } catch (Throwable _) {
                aftermath.add(listener); // there, what it throws is reported
            }
        }
    }

    private void record(Throwable cause) {
        if (!ContextNode.isClosing(cause) || goroutines + owners + actions > 0) {
            ContextEvents.cancelled(cause, marked, goroutines, owners, actions);
        }
    }

    /** Adds a context below one that is marked. */
    void addBelow(Listener child) {
        below.add(child);
    }

    /** Adds a listener that acts before the cancelling call returns: by none of the user's code. */
    void addToWake(Listener listener) {
        toWake.add(listener);
    }

    /** Adds an action of the user's. */
    void addAction(Listener.OnCancel action) {
        actions++;
        aftermath.add(action);
    }

    Throwable cause() {
        return Objects.requireNonNull(cause);
    }

    /** Adds a goroutine, unless it is beyond reach. */
    void addGoroutine(Reach reach) {
        Strand goroutine = reach.strand();
        if (goroutine != null) {
            addRegion(goroutine);
        }
    }

    /**
     * Cancels a region, and adds it to those whose threads are told, unless it was cancelled before. Of the regions of one thread
     * the first is added, which is the outermost: one interrupt is enough.
     */
    void addRegion(Region region) {
        if (region.cancelRegion(cause()) && region.strand().noteToldBy(number)) {
            if (region instanceof Strand) {
                goroutines++;
            } else {
                owners++;
            }
            aftermath.add(region);
        }
    }
}
