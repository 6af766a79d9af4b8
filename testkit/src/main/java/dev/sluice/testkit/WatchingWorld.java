package dev.sluice.testkit;

import dev.sluice.internal.Origin;
import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A world in which goroutines and timers are kept, to find those that a test leaves behind. */
final class WatchingWorld extends ForwardingWorld {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Set<Thread> goroutines = ConcurrentHashMap.newKeySet();

    /** Those that the test may leak, and so may be collected. */
    private final Queue<WeakReference<Thread>> unheld = new ConcurrentLinkedQueue<>();

    private final WatchedTimers timers = new WatchedTimers();
    private final Sites sites = new Sites();

    private final boolean seeksDeadlocks;
    private final boolean seeksLeaks;

    WatchingWorld(World real, boolean seeksDeadlocks, boolean seeksLeaks) {
        super(real);
        this.seeksDeadlocks = seeksDeadlocks;
        this.seeksLeaks = seeksLeaks;
    }

    @Override
    public Search deadlocks() {
        return extended(seeksDeadlocks, real.deadlocks());
    }

    @Override
    public Search leaks() {
        return extended(seeksLeaks, real.leaks());
    }

    private static Search extended(boolean extended, Search before) {
        return extended && before == Search.WHERE_ASKED ? Search.EVERYWHERE : before;
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        Thread made = real.unstarted(name, handler, body);
        goroutines.add(made);
        return made;
    }

    @Override
    public void startUnheld(Thread thread) {
        goroutines.remove(thread);
        unheld.add(new WeakReference<>(thread));
        real.startUnheld(thread);
    }

    @Override
    public Timers timers() {
        return timers;
    }

    /** Describes what is there after a time of grace, and ends it as far as possible. */
    List<String> left() throws InterruptedException {
        var left = new ArrayList<String>();
        long start = System.nanoTime();
        List<Thread> all = Stream.concat(goroutines.stream(), unheld.stream().map(WeakReference::get))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingLong(Thread::threadId))
                .toList();
        for (Thread goroutine : all) {
            boolean isStarted = goroutine.getState() != Thread.State.NEW;
            if (isStarted && !goroutine.join(grace(start))) {
                left.add(describe(goroutine));
            }
        }
        all.forEach(Thread::interrupt);
        while (timers.pending() > 0 && grace(start).toMillis() > 1) {
            LockSupport.parkNanos(100_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        left.addAll(timers.cancelAll());
        return left;
    }

    /** What is left of the time, a moment at least. */
    private static Duration grace(long start) {
        Duration rest = GRACE.minusNanos(System.nanoTime() - start);
        return rest.compareTo(Duration.ofMillis(1)) > 0 ? rest : Duration.ofMillis(1);
    }

    private String describe(Thread goroutine) {
        Object blocker = LockSupport.getBlocker(goroutine);
        var text = new StringBuilder("goroutine ").append(goroutine.getName());
        if (goroutine.getUncaughtExceptionHandler() instanceof Origin origin && origin.startedAt() != null) {
            text.append(", started at ").append(origin.startedAt());
        }
        text.append(blocker == null ? ", which is " + goroutine.getState() : ", which waits at " + sites.name(blocker));
        for (StackTraceElement frame : goroutine.getStackTrace()) {
            text.append("\n      at ").append(frame);
        }
        return text.toString();
    }

    /** Timers that remember where they were started. */
    private final class WatchedTimers extends Timers {
        /** Those that were started, even if they have fired. */
        private final Map<Timer, Operation> started = new LinkedHashMap<>();

        @Override
        public void start(Timer timer, long deadlineNanos) {
            real.timers().start(timer, deadlineNanos);
            synchronized (started) {
                started.put(timer, new Operation("a timer", "", Frames.caller()));
            }
        }

        @Override
        public boolean cancel(Timer timer) {
            synchronized (started) {
                started.remove(timer);
            }
            return real.timers().cancel(timer);
        }

        @Override
        public int pending() {
            return real.timers().pending();
        }

        /** Cancels those that haven't fired, and says where they were started. */
        private List<String> cancelAll() {
            var left = new ArrayList<String>();
            synchronized (started) {
                started.forEach((timer, operation) -> {
                    if (real.timers().cancel(timer)) {
                        left.add(operation.toString());
                    }
                });
            }
            return left;
        }
    }
}
