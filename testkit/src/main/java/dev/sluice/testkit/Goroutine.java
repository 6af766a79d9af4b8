package dev.sluice.testkit;

import dev.sluice.runtime.Timer;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of a bubble, as its scheduler knows it. Its timer is the deadline of its current park. */
final class Goroutine extends Timer {
    enum State {
        /** Made, and not started. */
        NEW,
        /** Runs, or would if it had the baton. */
        READY,
        PARKED,
        /** Waits to enter a monitor that another one has. */
        BLOCKED,
        /** Waits to be notified. */
        WAITING,
        /** Waits until all others are parked. */
        SETTLING,
        ENDED
    }

    /** How often an aborted goroutine may go on after it was told to end. */
    private static final int MOST_ABORTS = 100;

    /** How many steps inside of operations an aborted goroutine may take. */
    private static final int MOST_STEPS = 100_000;

    private final String name;
    private final @Nullable StackTraceElement startedAt;
    private final Scheduler scheduler;
    private @Nullable Thread thread;

    // Read and written by the goroutine that has the baton.
    private int id = -1;
    State state = State.NEW;
    boolean permit;
    boolean begun;
    int place = ReadyList.NOWHERE;
    int stepsInARow;
    long priority;

    /** How many of its calls take no step, since they hold a lock of the JVM's. */
    int quiet;

    /** The monitor that it is in, and waits in for the baton; null where it parks. Written by the goroutine, with the monitor. */
    private volatile @Nullable Object waitsIn;

    @Nullable
    Operation operation;

    private int aborts;
    private int steps;

    /** Whether its park is that for the baton. Read and written by itself. */
    private boolean awaitsBaton;

    private volatile boolean hasBaton;
    private volatile boolean interrupted;

    Goroutine(Scheduler scheduler, String name, @Nullable StackTraceElement startedAt) {
        this.scheduler = scheduler;
        this.name = name;
        this.startedAt = startedAt;
    }

    /** Its number, in the order in which goroutines were started. */
    int id() {
        return id;
    }

    void started(int id) {
        this.id = id;
        state = State.READY;
    }

    /** Its name and, since that need not be unique, its number. */
    String name() {
        return id > 0 && !name.contains("/") ? name + "-" + id : name;
    }

    @Nullable
    StackTraceElement startedAt() {
        return startedAt;
    }

    Thread thread() {
        return Objects.requireNonNull(thread);
    }

    void thread(Thread thread) {
        this.thread = thread;
    }

    /** Lets it go on; it begins where it hasn't yet. */
    void giveBaton() {
        Object monitor = waitsIn;
        if (monitor != null) {
            synchronized (monitor) {
                hasBaton = true;
                monitor.notifyAll();
            }
            return;
        }
        hasBaton = true;
        if (begun) {
            LockSupport.unpark(thread());
        } else {
            begun = true;
            thread().start();
        }
    }

    /** Waits for the baton, and ends the goroutine if that is aborted; to be called by the goroutine itself. */
    void awaitTurn() {
        awaitBaton();
        if (scheduler.isAborted()) {
            abort();
        }
    }

    /** Waits for the baton, whatever the interrupts; to be called by the goroutine itself. */
    void awaitBaton() {
        awaitsBaton = true;
        while (!hasBaton) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }
        awaitsBaton = false;
        tookBaton();
    }

    boolean awaitsBaton() {
        return awaitsBaton;
    }

    /** Lets others into a monitor that the goroutine is in, from here until it has the baton again. */
    void waitsIn(Object monitor) {
        waitsIn = monitor;
    }

    /** Waits for the baton like {@link #awaitBaton}, with the monitor given back meanwhile. */
    @SuppressWarnings({"WaitNotInLoop", "NullAway"})
    void awaitBatonIn(Object monitor) {
        while (!hasBaton) {
            try {
                monitor.wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        waitsIn = null;
        tookBaton();
    }

    private void tookBaton() {
        hasBaton = false;
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts it, while it hasn't the baton. */
    void interrupt() {
        interrupted = true;
    }

    /** Whether it is interrupted, by whatever means. The order of the two reads is that of awaitBaton, reversed. */
    boolean isInterrupted() {
        return thread().isInterrupted() || interrupted;
    }

    /** Ends the goroutine by an error. What it still does to clean up is let through, within limits. */
    void abort() {
        if (aborts++ % MOST_ABORTS == 0) {
            throw new Aborted();
        }
    }

    /** Takes note that an aborted goroutine goes on between two operations; ends it where that has no end. */
    void wentOn() {
        if (++steps > MOST_STEPS) {
            throw new Aborted();
        }
    }

    /** Ends the goroutine, which can't go on. */
    void abortWait() {
        if (aborts++ > MOST_ABORTS * MOST_ABORTS) {
            LockSupport.park(this); // It refuses to end. It is reported, and at least it doesn't use up a processor.
        }
        throw new Aborted();
    }

    /** The deadline of its park has come. */
    @Override
    protected void fire() {
        scheduler.wake(this);
    }

    /** Ends a goroutine whose bubble has failed. */
    @SuppressWarnings("serial")
    static final class Aborted extends Error {
        private Aborted() {
            super("the bubble has ended", null, false, false);
        }
    }
}
