package dev.sluice;

import dev.sluice.runtime.World;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * A part of what one thread does that one context governs: the whole of a goroutine, the block of a scope, or the code in a
 * {@link Context#run}. Once it is cancelled, each wait in it is refused, and a call of the JDK that blocks in it is interrupted.
 */
abstract class Region {
    /*
     * The regions of a thread are nested. The thread itself enters and leaves them; others cancel them and interrupt the thread on
     * their behalf, at any moment. A region says by its delivery how far its interrupt has come:
     *
     *     UNTOLD       -> INTERRUPTING   a helper, which is about to interrupt
     *     INTERRUPTING -> INTERRUPTED    the flag was not set, so from here on it is this region's doing
     *     INTERRUPTING -> TOLD           the flag was set already, by another: it is left alone
     *     INTERRUPTING -> UNTOLD         a shield has come between
     *     UNTOLD | INTERRUPTED -> TOLD   the thread, in a wait of the library that sees the cancellation, and clears the flag
     *     UNTOLD       -> INTERRUPTED    the thread, which leaves a shield and interrupts itself, or which leaves a region inside
     *                                    that was interrupted: the flag is this region's, too, from then on
     *     any other    -> LEFT           the thread, which leaves, and clears the flag unless a region around takes it over
     *
     * Invariants
     *  - The cause is written before the interrupt is sent. So a thread that reads its flag first, and the cause then, knows the
     *    reason of any interrupt that was sent on behalf of a region.
     *  - After LEFT, no interrupt is sent. What was sent is not left behind, unless another interrupt came at the same time: there
     *    is one flag, and both may mean it.
     *  - A helper writes INTERRUPTING and then looks for a shield; the thread enters a shield and then looks at the delivery. Both are
     *    volatile, so one of them sees the other, and no interrupt gets through a shield.
     *  - A helper that finds a shield writes UNTOLD; the thread leaves the shield and then waits until no helper is INTERRUPTING. So
     *    what a shield has held up is sent, by one of them.
     *  - A cancellation interrupts a thread once, however many of its regions it cancels: on behalf of the outermost that can be
     *    interrupted at that time. Which one that is, the helper decides, and not which was cancelled first: the thread may have left
     *    that one, or may be in a shield from it.
     */
    private static final int UNTOLD = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int TOLD = 3;
    private static final int LEFT = 4;

    private static final int MOST_SPINS = 100;

    // No VarHandles: the JVM needs memory to link their first use, which may be when a cancellation is to free some.
    private static final AtomicIntegerFieldUpdater<Region> DELIVERY =
            AtomicIntegerFieldUpdater.newUpdater(Region.class, "delivery");
    private static final AtomicReferenceFieldUpdater<Region, @Nullable Throwable> CAUSE =
            AtomicReferenceFieldUpdater.newUpdater(Region.class, Throwable.class, "why");

    private volatile @Nullable Throwable why;
    private volatile int delivery;

    /** The next of those whose threads the same cancellation has to tell. Written by what has cancelled it, and guarded by its aftermath. */
    @Nullable
    Region nextTold;

    /** The thread that it is a part of. */
    abstract Strand strand();

    /** The region around this one, or null if this is the whole of a thread. */
    abstract @Nullable Region around();

    /** What governs it; null if that is nothing, as for a thread that is no goroutine. */
    abstract @Nullable Governor context();

    /** Whether the cancellation of regions around this one doesn't reach what is in it. */
    boolean isShield() {
        Governor governor = context();
        return governor != null && governor.isShield();
    }

    /** Has its context find out whether it is cancelled, and tell so before this returns. */
    void notice() {
        Governor governor = context();
        if (governor != null) {
            governor.notice();
        }
    }

    /** What messages call it. */
    abstract String whose();

    /** The name of the scope whose block this is, or null if it is another region. */
    @Nullable
    String scopeName() {
        return null;
    }

    // For others

    /** Cancels it, unless it was cancelled before; returns whether this did. */
    final boolean cancelRegion(Throwable cause) {
        if (!CAUSE.compareAndSet(this, null, cause)) {
            return false;
        }
        strand().alarm();
        return true;
    }

    /** Why it is cancelled, or null. */
    final @Nullable Throwable why() {
        return why;
    }

    /** Whether the thread is still to be interrupted because of this region's cancellation. */
    final boolean isDue() {
        return why != null && delivery == UNTOLD;
    }

    /**
     * Interrupts the thread because of this region's cancellation; returns false if that isn't due any more, or a shield is in
     * between. May hang, hence from helpers only.
     */
    final boolean interruptOnce() {
        if (!DELIVERY.compareAndSet(this, UNTOLD, INTERRUPTING)) {
            return false;
        }
        if (strand().isShielded(this)) {
            delivery = UNTOLD;
            return false;
        }
        Thread thread = strand().thread();
        boolean byAnother = thread.isInterrupted();
        try {
            World.current().interrupt(thread); // even then: that flag may be taken for another wait in this instant
        } finally {
            delivery = byAnother ? TOLD : INTERRUPTED;
        }
        return true;
    }

    // For the thread itself

    /** Notes that the thread knows of the cancellation; returns whether its interrupt flag was set because of it, and clears that. */
    final boolean tell() {
        if (replaceUntold(TOLD) != INTERRUPTED) {
            return false;
        }
        delivery = TOLD;
        Thread.interrupted();
        return true;
    }

    /** Takes back that the thread knows: it was told by what it won't see. */
    final void untell() {
        delivery = INTERRUPTED;
        Thread.currentThread().interrupt();
    }

    /** Ends the region; returns whether the thread was interrupted because of it, and wasn't told by a wait. */
    final boolean leaveRegion() {
        int before = replaceUntold(LEFT);
        delivery = LEFT;
        return before == INTERRUPTED;
    }

    /** Takes over the interrupt of a region inside, which is left; returns whether one was due to this region, too. */
    final boolean takesOverInterrupt() {
        if (why == null) {
            return false;
        }
        int before = replaceUntold(INTERRUPTED);
        return before == UNTOLD || before == INTERRUPTED;
    }

    /** Takes back an interrupt that the thread hasn't seen, which has entered a shield. */
    final void suspendInterrupt() {
        if (settled() == INTERRUPTED && Thread.interrupted()) {
            delivery = UNTOLD;
        }
    }

    /** Sends the interrupt that a shield has held up; the thread has left it. */
    final void resumeInterrupt() {
        if (why != null && replaceUntold(INTERRUPTED) == UNTOLD) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Puts another delivery in the place of UNTOLD; returns what was there. A helper that is about to interrupt may find a shield
     * and go back to UNTOLD, even if the thread has left the shield by then: so that is waited for.
     */
    private int replaceUntold(int delivery) {
        int before;
        do {
            before = settled();
        } while (before == UNTOLD && !DELIVERY.compareAndSet(this, UNTOLD, delivery));
        return before;
    }

    /** The delivery, once no helper is about to interrupt. That takes a moment: a thread that may hang in it is blocked, and not here. */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is only the second step
    private int settled() {
        for (int spins = 0; ; spins++) {
            int now = delivery;
            if (now != INTERRUPTING) {
                return now;
            }
            if (spins < MOST_SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
