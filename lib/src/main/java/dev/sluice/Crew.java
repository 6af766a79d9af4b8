package dev.sluice;

import dev.sluice.runtime.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The goroutines of one scope: which run, how many have succeeded, what has failed, and the wait for the last. */
final class Crew extends SpinLock {
    /*
     * Invariants, true whenever the lock is free
     *  - undecided is the number of those in the list whose outcome isn't recorded: they may still succeed, and no others.
     *  - live is the number of tasks in the list. A task is in it from before its thread starts until its very end: after its
     *    outcome is recorded, and after the cancellation that this gave rise to.
     *  - Once cancelled, no task is added; so the cancellation, which marks those in the list, misses none.
     *  - Only the owner waits for the crew to be idle.
     */
    private static final int TASKS_AT_ONCE = 64;

    /** How long a scope that is to end waits for its goroutines before it says for which. */
    private static final long UNTIL_SAID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Failures failures = new Failures();

    /** Held during a walk over the list: there is one cursor. Taken before the crew's own lock. */
    private final Object walk = new Object();

    private final Spin spin = new Spin();

    private @Nullable Task<?> running;

    /** Where a walk over the list goes on; one that leaves moves it. */
    private @Nullable Task<?> cursor;

    private int live;

    /** How many of those have no outcome yet. */
    private int undecided;

    private int succeeded;
    private long numbers;
    private int tokens;
    private boolean joining;
    private boolean cancelled;
    private boolean closing;
    private boolean closed;
    private @Nullable Waiter idle;
    private volatile @Nullable CancelledException quietEnd;

    /** Takes in a task that is about to start; returns false if the scope is cancelled. */
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
            undecided++;
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
            undecided--;
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
            return joining && policy.isOutOfReach(succeeded, undecided) ? failures.first() : null;
        } finally {
            unlock();
        }
    }

    /** Lets go of a task that has ended; does nothing if it isn't in the list. */
    void leave(Task<?> task) {
        takeOut(task, 0);
    }

    /** Takes a task out whose thread couldn't be started, so that it has no outcome; one that wasn't admitted isn't there. */
    void withdraw(Task<?> task) {
        takeOut(task, 1);
    }

    private void takeOut(Task<?> task, int withoutOutcome) {
        Thread toWake = null;
        lock();
        if (running == task || task.previous != null) {
            remove(task);
            live--;
            undecided -= withoutOutcome;
            toWake = wakeIfIdle();
        }
        unlock();
        wake(toWake);
    }

    /** Whether there is nothing more to wait for. The caller holds the lock. */
    private boolean isIdle() {
        return live == 0 && (tokens == 0 || cancelled || closing);
    }

    /** Lets the owner go on if there is nothing more to wait for; returns its thread if it has to be woken. The caller holds the lock. */
    private @Nullable Thread wakeIfIdle() {
        Waiter waiter = idle;
        if (waiter == null || !isIdle()) {
            return null;
        }
        idle = null;
        return waiter.wait.match(waiter) instanceof Thread owner ? owner : null;
    }

    private static void wake(@Nullable Thread owner) {
        if (owner != null) {
            World.current().unpark(owner);
        }
    }

    private void remove(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.next;
        if (cursor == task) {
            cursor = after;
        }
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

    /** Notes that the owner waits for the end; returns a failure if the policy's aim is out of reach already. */
    @Nullable
    Throwable join(Policy policy) {
        lock();
        try {
            joining = true;
            return !cancelled && policy.isOutOfReach(succeeded, undecided) ? failures.first() : null;
        } finally {
            unlock();
        }
    }

    /** Waits until no goroutine runs. */
    void awaitIdle(ScopeOperation operation, Scope scope) throws InterruptedException {
        Wait waiter = Strand.forPlainOperation();
        if (!beginsToWait(waiter)) {
            return;
        }
        boolean matched = false;
        try {
            matched = waiter.await(operation, scope, spin, Wait.NEVER) != null;
        } finally {
            if (!matched) {
                endWait();
            }
        }
    }

    private boolean beginsToWait(Wait waiter) {
        lock();
        boolean busy = !isIdle();
        if (busy) {
            waiter.wait.begin();
            idle = waiter;
        }
        unlock();
        return busy;
    }

    private void endWait() {
        lock();
        idle = null;
        unlock();
    }

    /** Waits until no goroutine runs, whatever comes: what would have ended another wait is kept for the next one. */
    void awaitIdleUninterrupted(ScopeOperation operation, Scope scope) {
        World world = World.current();
        long saySo = world.nanoTime() + UNTIL_SAID_NANOS;
        while (!hasEnded(operation, scope, saySo)) {
            Reports.get().lingering(scope, operation);
            saySo = Wait.NEVER;
        }
    }

    private boolean hasEnded(ScopeOperation operation, Scope scope, long deadlineNanos) {
        Wait waiter = Strand.forPlainOperation();
        if (!beginsToWait(waiter)) {
            return true;
        }
        boolean matched = false;
        try {
            matched = waiter.awaitUninterrupted(operation, scope, spin, deadlineNanos);
        } finally {
            if (!matched) {
                endWait();
            }
        }
        return matched;
    }

    /** Returns the cause with which the owner or success ends the scope: the first that was offered. */
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

    /**
     * Lets no more goroutines in, and marks all as cancelled. It must not throw: the cancellation has seen to it that there is stack, and
     * this needs no memory.
     */
    void markCancelled(Cancellation cancellation) {
        lockAgain();
        cancelled = true;
        Thread toWake = wakeIfIdle();
        unlock();
        wake(toWake);
        synchronized (walk) {
            lockAgain();
            cursor = running;
            unlock();
            for (Task<?> task; (task = nextToMark()) != null; ) {
                cancellation.addGoroutine(task.reach());
            }
        }
    }

    private @Nullable Task<?> nextToMark() {
        lockAgain();
        Task<?> task = cursor;
        if (task != null) {
            cursor = task.next;
        }
        unlock();
        return task;
    }

    /** Notes that the owner is about to close the scope: then it waits for goroutines alone. */
    void beginToClose() {
        lock();
        closing = true;
        unlock();
    }

    /** Closes it to new goroutines, unless there are some; returns whether it is closed. */
    boolean close() {
        lock();
        boolean idle = live == 0;
        closed |= idle;
        unlock();
        return idle;
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

    /** Those that have not ended, the newest first; without those that are admitted meanwhile. */
    List<Task<?>> running() {
        var tasks = new ArrayList<Task<?>>();
        synchronized (walk) {
            lock();
            cursor = running;
            unlock();
            var some = new Task<?>[TASKS_AT_ONCE];
            for (int count = some.length; count == some.length; ) {
                count = next(some);
                tasks.addAll(Arrays.asList(some).subList(0, count));
            }
        }
        return tasks;
    }

    /** Takes the next few of a walk: few, since others spin for the lock meanwhile. */
    private int next(Task<?>[] some) {
        int count = 0;
        lock();
        for (Task<?> task = cursor; task != null && count < some.length; task = task.next) {
            some[count++] = task;
            cursor = task.next;
        }
        unlock();
        return count;
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
        Thread toWake = wakeIfIdle();
        unlock();
        wake(toWake);
    }

    boolean hasTokens() {
        lock();
        boolean now = tokens > 0;
        unlock();
        return now;
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

    /** The failures so far as one, or null. To be asked by the owner. */
    @Nullable
    Throwable failure() {
        lock();
        Throwable first = failures.first();
        List<Throwable> others;
        int dropped;
        try {
            others = failures.takeOthers();
            dropped = failures.takeDropped();
        } finally {
            unlock();
        }
        if (first != null) {
            Failures.suppressAll(first, others, dropped); // without the lock: a throwable has a lock of its own
        }
        return first;
    }
}
