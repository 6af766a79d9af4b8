package dev.sluice.testkit;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.TimerQueue;
import dev.sluice.runtime.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is moved, and the timers that go by it: the library's own, and those that end a wait
 * of a thread.
 *
 * <p>The clock begins with the year 2000. It is safe for use by any number of threads.
 */
final class FakeTime extends Timers {
    /** When the clock begins. */
    static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

    private final TimerQueue queue = new TimerQueue(0);

    /** The library's timers, each with the place where it was started. */
    private final Map<Timer, Operation> started = new LinkedHashMap<>();

    private long nanos;

    /** A timer of the library's that has to be fired. */
    interface Due {
        /** Fires it. */
        void fire();
    }

    synchronized long nanoTime() {
        return nanos;
    }

    Instant now() {
        return BEGINNING.plusNanos(nanoTime());
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    @Override
    public synchronized void start(Timer timer, long deadlineNanos) {
        queue.add(timer, deadlineNanos);
        started.put(timer, new Operation("a timer", "", Frames.caller()));
    }

    @Override
    public synchronized boolean cancel(Timer timer) {
        started.remove(timer);
        return queue.remove(timer);
    }

    @Override
    public synchronized int pending() {
        return started.size();
    }

    /** Where the timers that are pending were started. */
    synchronized List<String> places() {
        return started.values().stream().map(Operation::toString).toList();
    }

    /** Adds the end of a wait, which is no timer of the library's. */
    synchronized void startWait(Timer wait, long deadlineNanos) {
        queue.add(wait, deadlineNanos);
    }

    synchronized void cancelWait(Timer wait) {
        queue.remove(wait);
    }

    /** The moment of the earliest deadline, or null if there is none. Moments in between are passed by the way. */
    synchronized @Nullable Long nextDeadline() {
        while (queue.pending() > 0) {
            long due = queue.nextDue();
            Timer first = queue.poll(due);
            if (first != null) {
                queue.add(first, due);
                return due;
            }
        }
        return null;
    }

    /**
     * Moves the clock, ends the waits whose deadline has come, and returns the library's timers that are to be fired, which
     * takes place without a lock.
     */
    List<Due> moveTo(long moment) {
        var waits = new ArrayList<Timer>();
        var due = new ArrayList<Due>();
        synchronized (this) {
            nanos = moment;
            for (Timer timer; (timer = queue.poll(moment)) != null; ) {
                Timer polled = timer;
                if (started.remove(polled) == null) {
                    waits.add(polled);
                } else {
                    due.add(() -> fire(polled));
                }
            }
        }
        waits.forEach(Timers::fire);
        return due;
    }
}
