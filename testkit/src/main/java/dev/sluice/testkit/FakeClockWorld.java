package dev.sluice.testkit;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;

/** The world as it is, but for the time. */
final class FakeClockWorld extends ForwardingWorld {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long a thread must have been seen waiting elsewhere to count as settled. */
    private static final int LOOKS = 20;

    private static final long LOOK_NANOS = 200_000;

    private final FakeTime time = new FakeTime();
    private final Set<Thread> parked = parked();
    private final List<Thread> woken = new ArrayList<>();
    private long releasedAtNanos;
    private volatile boolean released;

    FakeClockWorld(World real) {
        super(real);
    }

    /** Of threads that are held by what they wait for, and mustn't be by this. */
    private static Set<Thread> parked() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }

    FakeTime time() {
        return time;
    }

    @Override
    public long nanoTime() {
        return released ? time.nanoTime() + real.nanoTime() - releasedAtNanos : time.nanoTime();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public Timers timers() {
        return time;
    }

    /** A thread that spins looks at the clock to know when to stop. */
    @Override
    public boolean spins() {
        return false;
    }

    @Override
    public void park(Object blocker) {
        parked.add(Thread.currentThread());
        try {
            real.park(blocker);
        } finally {
            parked.remove(Thread.currentThread());
        }
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        var end = new End(Thread.currentThread());
        parked.add(end.thread);
        time.startWait(end, deadlineNanos);
        try {
            long nanosLeft = deadlineNanos - nanoTime();
            if (nanosLeft > 0 && released) {
                real.parkUntil(blocker, real.nanoTime() + nanosLeft);
            } else if (nanosLeft > 0) {
                real.park(blocker);
            }
        } finally {
            time.cancelWait(end);
            parked.remove(end.thread);
        }
    }

    synchronized void advance(long nanos) {
        long target = time.nanoTime() + nanos;
        for (Long next; (next = time.nextDeadline()) != null && next - target <= 0; ) {
            woken.clear();
            time.moveTo(next).forEach(FakeTime.Due::fire);
            woken.forEach(this::awaitSettled);
        }
        time.moveTo(target);
    }

    /** Lets time go by as in the real world from now on, for those that have begun to wait and go on with this clock. */
    void release() {
        releasedAtNanos = real.nanoTime();
        released = true;
        synchronized (parked) {
            parked.forEach(real::unpark);
        }
    }

    private void awaitSettled(Thread thread) {
        long start = System.nanoTime();
        int waiting = 0;
        while (waiting < LOOKS && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.State state = thread.getState();
            if (state == Thread.State.TERMINATED || parked.contains(thread)) {
                return;
            }
            waiting = state == Thread.State.RUNNABLE ? 0 : waiting + 1;
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** The end of a wait. */
    private final class End extends Timer {
        private final Thread thread;

        private End(Thread thread) {
            this.thread = thread;
        }

        @Override
        protected void fire() {
            parked.remove(thread);
            woken.add(thread);
            real.unpark(thread);
        }
    }
}
