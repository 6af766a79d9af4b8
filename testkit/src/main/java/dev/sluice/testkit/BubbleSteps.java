package dev.sluice.testkit;

import dev.sluice.testkit.inside.Site;
import dev.sluice.testkit.inside.Steps;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bubble that looks inside: what rewritten code asks for, told to its scheduler. Threads outside of it do as they would without. */
final class BubbleSteps implements Steps {
    private final Scheduler scheduler;

    BubbleSteps(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The current goroutine, or null if it is outside, or does as it would outside since the bubble has ended. */
    private @Nullable Goroutine goroutine() {
        return scheduler.isAborted() ? null : scheduler.current();
    }

    private static Operation operation(Site site) {
        return new Operation(site.what(), "", site::place);
    }

    @Override
    public void step(Site site) {
        Goroutine current = scheduler.current();
        if (current == null) {
            return;
        }
        if (scheduler.isAborted()) {
            current.wentOn();
        } else if (current.quiet == 0 && site.isActive()) {
            scheduler.stepInside(current, operation(site));
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // only at the end
    public void spin(Site site) {
        Goroutine current = scheduler.current();
        if (current != null && !scheduler.isAborted()) {
            scheduler.spin(current, operation(site));
            return;
        }
        if (current != null) {
            current.wentOn();
        }
        Thread.yield();
    }

    @Override
    public void quiet() {
        Goroutine current = goroutine();
        if (current != null) {
            current.quiet++;
        }
    }

    @Override
    public void loud() {
        Goroutine current = goroutine();
        if (current != null) {
            current.quiet--;
        }
    }

    @Override
    public void enter(Object monitor, Site site) {
        step(site);
        Goroutine current = goroutine();
        if (current != null) {
            Operation around = current.operation;
            current.operation = operation(site);
            scheduler.monitors().enter(current, monitor);
            current.operation = around;
        }
    }

    @Override
    public void exit(Object monitor) {
        Goroutine current = goroutine();
        if (current != null) {
            scheduler.monitors().exit(current, monitor);
        }
    }

    @Override
    public boolean await(Object monitor, long nanos, Site site) throws InterruptedException {
        Goroutine current = goroutine();
        if (current == null || !scheduler.monitors().isIn(current, monitor)) {
            return false;
        }
        step(site);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Operation around = current.operation;
        current.operation = operation(site);
        scheduler
                .monitors()
                .await(
                        current,
                        monitor,
                        nanos == 0 ? null : Long.valueOf(scheduler.time().nanoTime() + nanos));
        current.operation = around;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return true;
    }

    @Override
    public boolean signal(Object monitor, boolean all, Site site) {
        Goroutine current = goroutine();
        if (current == null || !scheduler.monitors().isIn(current, monitor)) {
            return false;
        }
        step(site);
        scheduler.monitors().signal(monitor, all);
        return true;
    }

    @Override
    public boolean park(@Nullable Object blocker, long nanos) {
        Goroutine current = scheduler.current();
        if (current == null || current.awaitsBaton()) {
            return false;
        }
        Operation around = current.operation;
        current.operation = null; // the scheduler finds out where it waits
        Object what = blocker == null ? this : blocker;
        if (nanos < 0) {
            scheduler.park(current, what);
        } else {
            scheduler.parkUntil(current, what, scheduler.time().nanoTime() + nanos);
        }
        current.operation = around;
        return true;
    }

    @Override
    public boolean unpark(Thread thread) {
        Goroutine target = goroutine() == null ? null : scheduler.find(thread);
        if (target == null) {
            return false;
        }
        scheduler.unpark(target);
        return true;
    }

    @Override
    public boolean sleep(long nanos, Site site) throws InterruptedException {
        Goroutine current = goroutine();
        if (current == null) {
            return false;
        }
        scheduler.stepInside(current, operation(site));
        long end = scheduler.time().nanoTime() + nanos;
        while (!Thread.interrupted()) {
            if (end - scheduler.time().nanoTime() <= 0) {
                return true;
            }
            current.operation = operation(site);
            scheduler.parkUntil(current, this, end);
        }
        throw new InterruptedException();
    }

    @Override
    public long nanoTime() {
        return goroutine() == null ? System.nanoTime() : scheduler.time().nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return goroutine() == null
                ? System.currentTimeMillis()
                : FakeTime.BEGINNING.toEpochMilli()
                        + TimeUnit.NANOSECONDS.toMillis(scheduler.time().nanoTime());
    }
}
