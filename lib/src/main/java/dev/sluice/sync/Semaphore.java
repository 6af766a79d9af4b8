package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Policies;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore limits how much of something is in use at once: the number of its holders, or the sum of their weights.
 *
 * {@snippet :
 * var memory = new Semaphore(512);
 *
 * try (var _ = memory.acquire(image.megabytes())) {
 *     decode(image); // never more than 512 MB of images at a time
 * }
 * }
 *
 * <p>Entering takes a {@link Permit}; closing it leaves. There is no other way to give anything back, and closing a permit
 * again does nothing, so a semaphore can't be released more often than it was acquired. A permit may be closed by another
 * thread than the one that took it.
 *
 * <p><b>Order.</b> Callers enter in the order in which they began to wait, and none overtakes another: a large request waits until
 * there is room for it, and small ones behind it wait too. So none starves. If one gives up, those behind it enter as far as there
 * is room.
 *
 * <p><b>In time, or at once.</b> {@code acquire} with a timeout throws a {@link TimeoutException} if there is no permit in time.
 * {@code tryAcquire} doesn't wait, and returns an {@link Optional}, which a try block can't take for a permit:
 *
 * {@snippet :
 * var permit = memory.tryAcquire(image.megabytes());
 * if (permit.isEmpty()) {
 *     return busy();
 * }
 * try (var _ = permit.get()) {
 *     return decode(image);
 * }
 * }
 *
 * <p><b>Cancellation.</b> An {@code acquire} that is interrupted or cancelled before it returns holds nothing: also if it was
 * admitted at the same moment, and also where it needn't have waited.
 *
 * <p><b>Size.</b> {@link #resize} changes the limit at any time. Below what is held it takes nothing away; {@link #available}
 * is then negative, and no caller enters until enough has been closed. A request for more than the limit could never be met: it
 * fails with an {@link IllegalArgumentException}, at once, or when a waiting one has become too large by a {@code resize}.
 *
 * <p>Semaphores are safe for use by any number of threads. Memory consistency: actions before a permit is closed
 * <i>happen-before</i> those after the {@code acquire} or {@code tryAcquire} that takes its place.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/semaphore">Go's weighted semaphore</a>
 */
public final class Semaphore {
    /*
     * Invariants, true whenever the lock is free
     *  - held is the sum of the permits that were admitted and not yet given back.
     *  - The head of the queue doesn't fit: its permits are more than limit - held. Hence whatever lessens held, raises the
     *    limit or takes a waiter out ends with admitting.
     *  - No waiter wants more than the limit.
     *  - A waiter is in the queue until it is decided: admitted, too large, or gone.
     *
     * A waiter waits for its channel to be closed, which is done without the lock, after the decision. One that is interrupted or
     * cancelled may have been admitted by then, before or after: it gives its permits back in any case, since it can't know.
     */

    /** One or more permits of a semaphore, which are given back when this is closed. Safe for use by any number of threads. */
    public static final class Permit implements AutoCloseable {
        private final Semaphore semaphore;
        private final int permits;
        private boolean closed;

        private Permit(Semaphore semaphore, int permits) {
            this.semaphore = semaphore;
            this.permits = permits;
        }

        /**
         * Returns how many permits these are.
         *
         * @return the number that was asked for
         */
        public int permits() {
            return permits;
        }

        /** Gives the permits back. Closing again does nothing. */
        @Override
        public void close() {
            semaphore.giveBack(this);
        }
    }

    private static final class Waiter {
        final int permits;
        final Channel<Void> turn;
        boolean admitted;

        Waiter(int permits, String name) {
            this.permits = permits;
            this.turn = OwnChannels.unlisted(Channel.named(name)).unbuffered();
        }
    }

    private final Object lock = new Object();
    private final String name;

    // Guarded by the lock.
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
    private int limit;
    private int held;

    /**
     * Creates a semaphore with all of its permits free.
     *
     * @param limit how many permits may be held at once, at least 1
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public Semaphore(int limit) {
        this(limit, "semaphore", false);
    }

    /**
     * Creates a semaphore with a name.
     *
     * @param limit how many permits may be held at once, at least 1
     * @param name its name in messages, reports and thread dumps
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public Semaphore(int limit, String name) {
        this(limit, name, true);
    }

    /**
     * Creates a semaphore, which may be a part of something else.
     *
     * @param listed whether reports show it
     */
    Semaphore(int limit, String name, boolean listed) {
        this.limit = atLeastOne("limit", limit);
        this.name = Objects.requireNonNull(name, "name");
        if (listed) {
            Policies.add(this, Semaphore::look);
        }
    }

    private PolicyState look() {
        synchronized (lock) {
            return new PolicyState.Semaphore(name, Objects.toIdentityString(this), limit, held, waiters.size());
        }
    }

    /**
     * Takes one permit; like {@link #acquire(int)}.
     *
     * @return the permit, which the caller must close
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before it gets the permit; none
     *     is held
     */
    public Permit acquire() throws InterruptedException {
        return acquire(1);
    }

    /**
     * Takes a number of permits at once, waiting until they are free and it is the caller's turn.
     *
     * @param permits how many, at least 1
     * @return the permits, which the caller must close
     * @throws IllegalArgumentException if the number is less than 1 or more than the limit, also if the limit becomes so small
     *     while this waits; none is held
     * @throws InterruptedException if the thread is interrupted before this returns, or its goroutine cancelled
     *     (a {@link ContextCancelledException}); none is held
     */
    public Permit acquire(int permits) throws InterruptedException {
        return acquire(permits, ReceiveChannel::receive, () -> {});
    }

    /**
     * Takes one permit, waiting for at most a given time; like {@link #acquire(int, Duration)}.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return the permit, which the caller must close
     * @throws TimeoutException if there is no permit in time; none is held
     * @throws InterruptedException as for {@link #acquire(int)}
     */
    public Permit acquire(Duration timeout) throws InterruptedException, TimeoutException {
        return acquire(1, timeout);
    }

    /**
     * Takes a number of permits at once, waiting for at most a given time.
     *
     * @param permits how many, at least 1
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return the permits, which the caller must close
     * @throws TimeoutException if they aren't there in time; none is held
     * @throws IllegalArgumentException if the number is less than 1 or more than the limit, as for {@link #acquire(int)}
     * @throws InterruptedException as for {@link #acquire(int)}
     */
    public Permit acquire(int permits, Duration timeout) throws InterruptedException, TimeoutException {
        return acquire(permits, Patience.of(timeout, () -> permits + " of " + name + " not acquired"), () -> {});
    }

    /**
     * Takes a number of permits at once, waiting until a context is cancelled, for a caller whose own context is a different one.
     *
     * @param permits how many, at least 1
     * @param context a context whose cancellation ends the wait too
     * @return the permits, which the caller must close
     * @throws IllegalArgumentException if the number is less than 1 or more than the limit, as for {@link #acquire(int)}
     * @throws CancelledException if the context is cancelled before this returns; none is held
     * @throws InterruptedException as for {@link #acquire(int)}
     */
    public Permit acquire(int permits, Context context) throws InterruptedException {
        Context.checkpoint();
        context.throwIfCancelled();
        return acquire(permits, Patience.of(context), context::throwIfCancelled);
    }

    /** Waits with patience, and looks afterwards, admitted or not, whether the caller was cancelled before that. */
    private <X extends Exception> Permit acquire(int permits, Patience<X> patience, Runnable checkpoint)
            throws X, InterruptedException {
        Waiter waiter = takeOrQueue(permits);
        boolean mayKeep = false;
        try {
            if (waiter != null) {
                patience.await(waiter.turn);
            }
            Context.checkpoint();
            checkpoint.run();
            mayKeep = true;
        } finally {
            if (!mayKeep) {
                abandon(waiter, permits);
            }
        }
        if (waiter != null) {
            mustBeAdmitted(waiter);
        }
        return new Permit(this, permits);
    }

    /**
     * Takes one permit if there is one and no caller waits; like {@link #tryAcquire(int)}.
     *
     * @return the permit, which the caller must close; or empty
     */
    public Optional<Permit> tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes a number of permits at once if they are free and no caller waits. It doesn't wait, and so does its work in a cancelled
     * goroutine too.
     *
     * @param permits how many, at least 1
     * @return the permits, which the caller must close; or empty
     * @throws IllegalArgumentException if the number is less than 1 or more than the limit
     */
    public Optional<Permit> tryAcquire(int permits) {
        atLeastOne("permits", permits);
        World.step("tryAcquire", this);
        synchronized (lock) {
            mustFit(permits);
            return take(permits) ? Optional.of(new Permit(this, permits)) : Optional.empty();
        }
    }

    /**
     * Changes how many permits may be held at once. A caller that waits for more than that gets an {@link
     * IllegalArgumentException}.
     *
     * @param limit the new limit, at least 1; if more are held, they stay with their holders
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public void resize(int limit) {
        atLeastOne("limit", limit);
        World.step("resize", this);
        var decided = new ArrayList<Waiter>();
        synchronized (lock) {
            this.limit = limit;
            for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.permits > limit) {
                    each.remove();
                    decided.add(waiter);
                }
            }
            decided.addAll(admit());
        }
        tell(decided);
    }

    /**
     * Returns how many permits may be held at once.
     *
     * @return the limit
     */
    public int limit() {
        synchronized (lock) {
            return limit;
        }
    }

    /**
     * Returns how many permits are free, whether callers wait for them or not.
     *
     * @return the limit less what is held; negative if it was made smaller than that
     */
    public int available() {
        synchronized (lock) {
            return limit - held;
        }
    }

    /**
     * Returns how many callers wait.
     *
     * @return their number
     */
    public int waiting() {
        synchronized (lock) {
            return waiters.size();
        }
    }

    /** Returns its name, and how many permits are held and callers wait. */
    @Override
    public String toString() {
        synchronized (lock) {
            return name + " (" + held + " of " + limit + " held, " + waiters.size() + " waiting)";
        }
    }

    private @Nullable Waiter takeOrQueue(int permits) throws InterruptedException {
        atLeastOne("permits", permits);
        World.step("acquire", this);
        Context.checkpoint();
        synchronized (lock) {
            mustFit(permits);
            if (take(permits)) {
                return null;
            }
            var waiter = new Waiter(permits, name);
            waiters.add(waiter);
            return waiter;
        }
    }

    /** Gives back the permits of a caller that has given up: it has had them at once, without a waiter, or meanwhile, or not. */
    private void abandon(@Nullable Waiter waiter, int permits) {
        List<Waiter> admitted;
        synchronized (lock) {
            if (waiter == null || waiter.admitted) {
                held -= permits;
            } else {
                waiters.remove(waiter);
            }
            admitted = admit();
        }
        tell(admitted);
    }

    private void giveBack(Permit permit) {
        World.step("release", this);
        List<Waiter> admitted;
        synchronized (lock) {
            if (permit.closed) {
                return;
            }
            permit.closed = true;
            held -= permit.permits;
            admitted = admit();
        }
        tell(admitted);
    }

    private static void tell(List<Waiter> decided) {
        for (Waiter waiter : decided) {
            waiter.turn.close();
        }
    }

    // The caller of these holds the lock.

    private boolean take(int permits) {
        if (!waiters.isEmpty() || permits > limit - held) {
            return false;
        }
        held += permits;
        return true;
    }

    /** Lets in as many from the head of the queue as there is room for; returns those, to be told without the lock. */
    private List<Waiter> admit() {
        if (waiters.isEmpty() || waiters.getFirst().permits > limit - held) {
            return List.of();
        }
        var admitted = new ArrayList<Waiter>();
        while (!waiters.isEmpty() && waiters.getFirst().permits <= limit - held) {
            Waiter waiter = waiters.removeFirst();
            waiter.admitted = true;
            held += waiter.permits;
            admitted.add(waiter);
        }
        return admitted;
    }

    private void mustFit(int permits) {
        if (permits > limit) {
            throw tooLarge(permits);
        }
    }

    private void mustBeAdmitted(Waiter waiter) {
        synchronized (lock) {
            if (!waiter.admitted) {
                throw tooLarge(waiter.permits);
            }
        }
    }

    private IllegalArgumentException tooLarge(int permits) {
        return new IllegalArgumentException(
                "permits must be at most the limit of " + name + ", which is " + limit + ", was " + permits);
    }

    static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, was " + value);
        }
        return value;
    }
}
