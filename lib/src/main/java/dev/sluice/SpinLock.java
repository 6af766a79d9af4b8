package dev.sluice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

// Floor: waiting
/**
 * A lock of one word, for critical sections of a few dozen instructions that never wait.
 *
 * <p>It isn't reentrant and isn't fair. Memory consistency: actions before an {@link #unlock} <i>happen-before</i> those
 * after the next {@link #lock}.
 */
abstract class SpinLock {
    /*
     * A holder calls no code of the user's, has enough stack, and doesn't park or yield, so the lock is free again within a microsecond, unless
     * the operating system takes the holder's carrier away, or the holder is a select that takes the locks of several
     * channels and waits for the next. Waiting for that escalates: spin, then yield to other virtual threads of this
     * carrier, then park for moments. Every step is bounded, since an endless loop of Thread.yield() between two virtual
     * threads can starve a third, which may be the holder. Parking does nothing where the thread is interrupted: hence the
     * interrupt is put aside until the lock is taken.
     *
     * Unlocking is a volatile store, not a release. The gates of a channel read its state without the lock, and an
     * operation that has returned must be visible to them: otherwise two goroutines that each send and then poll the
     * other's channel could both find nothing.
     */
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 7;
    private static final int YIELDS = 20;
    private static final long MOMENT_NANOS = 20_000;

    private volatile boolean held;

    /**
     * Takes the lock.
     *
     * @throws StackOverflowError if there isn't enough stack for what is done with the lock; it isn't taken
     */
    void lock() {
        Stack.touch();
        if (!HELD.compareAndSet(this, false, true)) {
            lockContended();
        }
    }

    /**
     * Takes the lock where it is known that there is enough stack: within an operation that has taken a lock before. So an operation
     * that has begun to wait can always take its waiters back.
     */
    void lockAgain() {
        if (!HELD.compareAndSet(this, false, true)) {
            lockContended();
        }
    }

    void unlock() {
        held = false;
    }

    /** Unlocks where the unlocking of another lock follows, which makes all visible. */
    final void unlockWithin() {
        HELD.setRelease(this, false);
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is only the second of three steps
    private void lockContended() {
        boolean interrupted = false;
        for (int attempt = 0; ; attempt++) {
            if (!held && HELD.compareAndSet(this, false, true)) {
                break;
            }
            if (attempt < SPINS) {
                for (int pause = 1 << attempt; pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            } else if (attempt < SPINS + YIELDS) {
                Thread.yield();
            } else {
                attempt = 0;
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(this, MOMENT_NANOS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
