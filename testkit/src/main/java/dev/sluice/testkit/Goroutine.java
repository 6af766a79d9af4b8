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
        /** Waits until all others are parked. */
        SETTLING,
        ENDED
    }

    /** How often an aborted goroutine may go on after it was told to end. */
    private static final int MOST_ABORTS = 100;

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

    @Nullable
    Operation operation;

    private int aborts;

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
        hasBaton = true;
        if (begun) {
            LockSupport.unpark(thread());
        } else {
            begun = true;
            thread().start();
        }
    }

    /** Waits for the baton, whatever the interrupts; to be called by the goroutine itself. */
    void awaitBaton() {
        while (!hasBaton) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }
        hasBaton = false;
        if (scheduler.isAborted()) {
            abort();
        }
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
