package dev.sluice;

import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * A channel on which the clock sends: once, or again and again.
 *
 * <p>Whether there is something to receive is arithmetic on the clock at the moment it is asked. A thread that waits, waits with the
 * next tick as a deadline. So there is no timer that could be left behind.
 */
sealed class ClockChannel extends Waitpoint implements ReceiveChannel<Instant> permits Ticker {
    private final World world = World.current();
    private final long startNanos = world.nanoTime();
    private final Instant start = world.now();

    /** The time between ticks, or 0 if there is only one. */
    private final long periodNanos;

    // Guarded by the lock; the gate reads them too, and at worst takes the lock in vain.
    private volatile long dueNanos;
    private volatile boolean closed;

    /** Creates a channel that delivers one value. */
    ClockChannel(Duration delay) {
        this.periodNanos = 0;
        this.dueNanos = Wait.deadline(world, delay);
    }

    /** Creates a channel that delivers a value in every period. */
    ClockChannel(long periodNanos) {
        this.periodNanos = periodNanos;
        this.dueNanos = startNanos + periodNanos;
    }

    @Override
    public @Nullable Instant receive() throws InterruptedException {
        return receive(Wait.NEVER).orNull();
    }

    @Override
    public Received<Instant> receive(Duration timeout) throws InterruptedException {
        return receive(Wait.deadline(world, timeout));
    }

    private Received<Instant> receive(long deadlineNanos) throws InterruptedException {
        World.step("receive", this);
        Strand.checkpoint();
        Waiter waiter = new Wait();
        for (; ; ) {
            waiter.prepare(null);
            lock();
            if (receiveOrUnlock(waiter)) {
                unlock();
                return outcome(waiter);
            }
            long wakeUp = Wait.earlier(dueNanos(), deadlineNanos);
            waiter.wait.begin();
            enqueue(Side.RECEIVERS, waiter);
            unlock();
            boolean matched = false;
            try {
                matched = waiter.wait.await(ChannelOperation.RECEIVE, this, null, wakeUp) != null;
            } finally {
                if (!matched) {
                    leave(waiter);
                }
            }
            if (matched) {
                Strand.checkCancelled();
                return outcome(waiter); // only closing matches a waiter here
            }
            if (deadlineNanos != Wait.NEVER && deadlineNanos - world.nanoTime() <= 0) {
                return tryReceive();
            }
        }
    }

    @Override
    public Received<Instant> tryReceive() {
        World.step("tryReceive", this);
        if (!mayReceive()) {
            return Received.empty();
        }
        Waiter waiter = new Wait();
        lock();
        boolean received = receiveOrUnlock(waiter);
        unlock();
        return received ? outcome(waiter) : Received.empty();
    }

    @Override
    public int drainTo(Collection<? super Instant> to, int most, long mostWeight) {
        Drain.checkLimits(most, mostWeight);
        Objects.requireNonNull(to, "to");
        Instant tick = tryReceive().orNull();
        if (tick == null) {
            return 0;
        }
        to.add(tick);
        return 1;
    }

    @Override
    public List<Instant> toList() throws InterruptedException {
        return ReceiveIterator.toList(this, (_, _) -> {});
    }

    private static Received<Instant> outcome(Waiter waiter) {
        return waiter.value instanceof Instant instant ? new Received.Value<>(instant) : Received.closed(null);
    }

    @Override
    boolean mayReceive() {
        return closed || dueNanos - world.nanoTime() <= 0;
    }

    @Override
    boolean receiveInto(Waiter waiter) {
        if (closed) {
            waiter.value = null;
            waiter.closed = true;
            return true;
        }
        long elapsed = world.nanoTime() - startNanos;
        long due = dueNanos - startNanos;
        if (elapsed < due) {
            return false;
        }
        long tick = periodNanos == 0
                ? due
                : elapsed - elapsed % periodNanos; // ticks that weren't taken in time are left out
        waiter.value = start.plusNanos(tick); // before anything else, since there may be no memory for it
        waiter.closed = false;
        if (periodNanos == 0) {
            closed = true;
        } else {
            dueNanos = startNanos + tick + periodNanos;
        }
        return true;
    }

    @Override
    long dueNanos() {
        long due = dueNanos;
        return due == Wait.NEVER ? due + 1 : due; // a tick at that very moment wakes one nanosecond late
    }

    @Override
    public boolean cancel() {
        World.step("cancel", this);
        lock();
        boolean first = !closed;
        closed = true;
        unlock();
        answerClosed(Side.RECEIVERS);
        return first;
    }

    @Override
    void unlockAndSettle() {
        unlock();
    }

    @Override
    @Nullable
    Throwable cause() {
        return null;
    }

    @Override
    public Iterator<Instant> iterator() {
        return new ReceiveIterator<>(this);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int length() {
        return !closed && dueNanos - world.nanoTime() <= 0 ? 1 : 0;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public @Nullable String name() {
        return null;
    }

    @Override
    String label() {
        return Objects.toIdentityString(this);
    }

    @Override
    String described() {
        return "the clock";
    }
}
