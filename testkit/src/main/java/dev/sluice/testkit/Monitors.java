package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The monitors that goroutines of a bubble are in or wait for, where the bubble looks inside of the code.
 *
 * <p>A goroutine asks here first, and then enters the monitor itself, which is free at that moment. So only the goroutine that runs
 * is ever at a real monitor, and none is blocked there.
 *
 * <p>Invariant: a goroutine that wants a monitor is ready if and only if the monitor has no owner. So whichever is chosen
 * to run can take it at once.
 *
 * <p>Used by the goroutine that has the baton.
 */
final class Monitors {
    private final Scheduler scheduler;
    private final IdentityHashMap<Object, Monitor> used = new IdentityHashMap<>();

    Monitors(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    private static final class Monitor {
        @Nullable
        Goroutine owner;

        int depth;
        final List<Goroutine> wanting = new ArrayList<>();
        final List<Goroutine> waiting = new ArrayList<>();

        boolean isUnused() {
            return owner == null && wanting.isEmpty() && waiting.isEmpty();
        }
    }

    void enter(Goroutine current, Object object) {
        Monitor monitor = used.computeIfAbsent(object, _ -> new Monitor());
        if (monitor.owner == current) {
            monitor.depth++;
            return;
        }
        if (monitor.owner != null) {
            Operation around = current.operation;
            current.operation = around == null
                    ? null
                    : new Operation(around.what() + ", which " + monitor.owner.name() + " is in", "", around.at());
            monitor.wanting.add(current);
            scheduler.block(current);
            monitor.wanting.remove(current);
            current.operation = around;
        }
        take(monitor, current, 1);
    }

    void exit(Goroutine current, Object object) {
        Monitor monitor = used.get(object);
        if (monitor != null && monitor.owner == current && --monitor.depth == 0) {
            free(monitor);
            if (monitor.isUnused()) {
                used.remove(object);
            }
        }
    }

    private void take(Monitor monitor, Goroutine goroutine, int depth) {
        monitor.owner = goroutine;
        monitor.depth = depth;
        monitor.wanting.forEach(scheduler::makeBlocked);
    }

    private void free(Monitor monitor) {
        monitor.owner = null;
        monitor.wanting.forEach(scheduler::makeReady);
    }

    /** Whether the goroutine is in the monitor, as it has to be to wait in it or to notify others. */
    boolean isIn(Goroutine current, Object object) {
        Monitor monitor = used.get(object);
        return monitor != null && monitor.owner == current;
    }

    /** Waits to be notified, for the deadline, or for an interrupt, and then to enter again the monitor that it is in. */
    void await(Goroutine current, Object object, @Nullable Long deadlineNanos) {
        Monitor monitor = Objects.requireNonNull(used.get(object), "the monitor");
        int depth = monitor.depth;
        monitor.waiting.add(current);
        free(monitor);
        scheduler.await(current, object, deadlineNanos);
        if (scheduler.isAborted()) {
            current.abortWait();
        }
        monitor.wanting.remove(current);
        take(monitor, current, depth);
    }

    /** Ends one wait in the monitor that the current goroutine is in, which chance chooses, or all of them. */
    void signal(Object object, boolean all) {
        List<Goroutine> waiting = Objects.requireNonNull(used.get(object), "the monitor").waiting;
        if (all) {
            List.copyOf(waiting).forEach(this::end);
        } else if (!waiting.isEmpty()) {
            end(waiting.get(scheduler.random(waiting.size())));
        }
    }

    private void end(Goroutine waiting) {
        scheduler.time().cancelWait(waiting);
        leaveWait(waiting);
    }

    /** Ends a wait, by whatever means: the goroutine wants the monitor from now on. */
    void leaveWait(Goroutine goroutine) {
        for (Monitor monitor : used.values()) {
            if (monitor.waiting.remove(goroutine)) {
                monitor.wanting.add(goroutine);
                if (monitor.owner == null) {
                    scheduler.makeReady(goroutine);
                } else {
                    scheduler.makeBlocked(goroutine);
                }
                return;
            }
        }
    }
}
