package dev.sluice;

import dev.sluice.runtime.Interruption;
import dev.sluice.runtime.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The goroutines of one scope: who runs, how many have succeeded, what has failed, and the wait for the last. */
final class Crew extends SpinLock {
    /*
     * Invariants, true whenever the lock is free
     *  - live is the number of tasks in the list. A task is in it from before its thread starts until its very end: after its
     *    outcome is recorded, and after the cancellation that this gave rise to.
     *  - Once cancelled, no task is added; so the cancellation, which marks those in the list, misses none.
     *  - Only the owner waits for the crew to be idle.
     */
    private final Failures failures = new Failures();
    private final Spin spin = new Spin();

    private @Nullable Task<?> running;
    private int live;
    private int succeeded;
    private long numbers;
    private int tokens;
    private boolean joining;
    private boolean cancelled;
    private boolean closed;
    private @Nullable Waiter idle;
    private volatile @Nullable CancelledException quietEnd;

    /** Takes in a task that is about to start; answers false if the scope is cancelled. */
    boolean admit(Task<?> task, Scope scope) {
        lock();
        try {
            if (closed) {
                throw new IllegalStateException("scope " + scope.name() + " is closed");
            }
            if (cancelled) {
                return false;
            }
            Task<?> before = running;
            task.next = before;
            if (before != null) {
                before.previous = task;
            }
            running = task;
            live++;
            return true;
        } finally {
            unlock();
        }
    }

    /**
     * Records how a goroutine ended.
     *
     * @return the failure for which the scope is to be cancelled now, always the first one; null if it goes on
     */
    @Nullable
    Throwable record(Policy policy, Task.State state, @Nullable Throwable failure) {
        lock();
        try {
            if (state == Task.State.SUCCEEDED) {
                succeeded++;
            }
            if (failure != null) {
                failures.add(failure);
            }
            if (cancelled) {
                return null;
            }
            if (failure != null && policy.cancelsOnFailure()) {
                return failures.first();
            }
            return joining && policy.isOutOfReach(succeeded, live - 1) ? failures.first() : null;
        } finally {
            unlock();
        }
    }

    /** Lets go of a task that has ended; does nothing if it isn't in the list. */
    void leave(Task<?> task) {
        Thread toWake = null;
        lock();
        if (running == task || task.previous != null) {
            remove(task);
            live--;
            Waiter waiter = idle;
            if (live == 0 && waiter != null) {
                idle = null;
                toWake = waiter.wait.match(waiter) instanceof Thread owner ? owner : null;
            }
        }
        unlock();
        if (toWake != null) {
            World.current().unpark(toWake);
        }
    }

    private void remove(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.next;
        if (before == null) {
            running = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        task.previous = null;
        task.next = null;
    }

    /** Notes that the owner waits for the end; answers a failure if the policy's aim is out of reach already. */
    @Nullable
    Throwable join(Policy policy) {
        lock();
        try {
            joining = true;
            return !cancelled && policy.isOutOfReach(succeeded, live) ? failures.first() : null;
        } finally {
            unlock();
        }
    }

    /** Waits until no goroutine runs. */
    void awaitIdle(String operation, Scope scope) throws InterruptedException {
        Wait waiter = Strand.forPlainOperation();
        lock();
        if (live == 0) {
            unlock();
            return;
        }
        waiter.wait.begin();
        idle = waiter;
        unlock();
        boolean matched = false;
        try {
            matched = waiter.wait.await(operation, scope, spin, Wait.NEVER) != null;
        } finally {
            if (!matched) {
                lock();
                idle = null;
                unlock();
            }
        }
    }

    /** Waits until no goroutine runs; an interruption is kept for the next wait. */
    void awaitIdleUninterrupted(String operation, Scope scope) {
        var kept = new ArrayList<InterruptedException>(0);
        for (; ; ) {
            try {
                awaitIdle(operation, scope);
                break;
            } catch (InterruptedException e) {
                kept.add(e); // there can be several: of the thread, and of scopes around this one
            }
        }
        kept.forEach(Interruption::keep);
    }

    /** Answers the cause with which the owner or success ends the scope: the first that was offered. */
    CancelledException quietEnd(CancelledException offered) {
        lock();
        CancelledException first = quietEnd == null ? offered : quietEnd;
        quietEnd = first;
        unlock();
        return first;
    }

    /** Whether a scope with this cause was ended by its owner or by success: then the owner doesn't have to be told. */
    boolean isQuietEnd(@Nullable Throwable cause) {
        return cause != null && cause == quietEnd;
    }

    /** Marks all goroutines as cancelled, and lets no more in. */
    void markCancelled(Cancellation cancellation) {
        lock();
        try {
            cancelled = true;
            for (Task<?> task = running; task != null; task = task.next) {
                cancellation.addGoroutine(task.reach());
            }
        } finally {
            unlock();
        }
    }

    void close() {
        lock();
        closed = true;
        unlock();
    }

    void mustBeOpen(Scope scope) {
        if (isClosed()) {
            throw new IllegalStateException("scope " + scope.name() + " is closed");
        }
    }

    /** The number of the next goroutine, from 1. */
    long number() {
        lock();
        long number = ++numbers;
        unlock();
        return number;
    }

    boolean isClosed() {
        lock();
        boolean now = closed;
        unlock();
        return now;
    }

    /** How many goroutines were ever started, or are about to be. */
    long started() {
        lock();
        long now = numbers;
        unlock();
        return now;
    }

    /** Those that have not ended, the newest first. */
    List<Task<?>> running() {
        lock();
        try {
            var tasks = new ArrayList<Task<?>>(live);
            for (Task<?> task = running; task != null; task = task.next) {
                tasks.add(task);
            }
            return tasks;
        } finally {
            unlock();
        }
    }

    /** Takes a token, which says that something outside of the scope may end its waits. */
    void takeToken() {
        lock();
        tokens++;
        unlock();
    }

    void giveBackToken() {
        lock();
        tokens--;
        unlock();
    }

    boolean hasTokens() {
        lock();
        boolean now = tokens > 0;
        unlock();
        return now;
    }

    boolean isBusy() {
        return live() > 0;
    }

    int live() {
        lock();
        int now = live;
        unlock();
        return now;
    }

    int succeeded() {
        lock();
        int now = succeeded;
        unlock();
        return now;
    }

    boolean isReached(Policy policy) {
        return policy.successes() > 0 && policy.isReached(succeeded());
    }

    /** The failures so far as one, or null. */
    @Nullable
    Throwable failure() {
        lock();
        try {
            return failures.complete();
        } finally {
            unlock();
        }
    }
}
