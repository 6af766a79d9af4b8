package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs the goroutines of a bubble one at a time, in an order that a strategy decides, and moves their clock. */
final class Scheduler {
    /*
     * The baton. Of a bubble's threads exactly one runs, the one that has the baton; all others park until they get it. All
     * that is here is read and written by the goroutine that has it, so it needs no lock: handing on is a volatile write that the next
     * one reads. The goroutine that gives the baton away decides which one gets it, and then waits to get it back:
     *
     *   step   before each operation of the library: any that can run may go first, the goroutine itself included
     *   park   where the library would park: any other that can run
     *   exit   at the end of a goroutine, the same
     *
     * The next: 1. One that can run, by the strategy. 2. One that was interrupted by other means than the library. 3. Those that
     * wait for the others to be parked. 4. After the end of the body none; else those whose deadline comes first, and the
     * clock moves to it. 5. None: a deadlock, or a leak if the body has ended.
     *
     * When there is none, the baton goes to the thread that has opened the bubble, and never comes back. It reads what is
     * left, and then aborts: each goroutine in turn gets an error out of its park, and ends. From then on everything here is
     * without effect, so that code that cleans up can run; none waits for another. The opener also takes the baton when
     * one has held it for too long. Then two threads run, which is why an aborted scheduler changes nothing.
     *
     * Fairness. A strategy may starve: the plainest one always goes on with the same goroutine, which may be polling. So one
     * that has taken many steps in a row gives way to the next by number; this is no decision of the strategy's.
     *
     * Threads begin when they first get the baton, so those that never do cost nothing and leave nothing.
     */

    private static final int MOST_STEPS_IN_A_ROW = 500;
    private static final int MOST_ENDING = 64;

    private final Strategy strategy;
    private final Limits limits;
    private final Trace trace;
    private final Sites sites = new Sites();
    private final FakeTime time = new FakeTime();
    private final Map<Thread, Goroutine> byThread = new ConcurrentHashMap<>();
    private final Set<Goroutine> live = new LinkedHashSet<>();
    private final List<Thread> ending = new ArrayList<>();
    private final List<Goroutine> settling = new ArrayList<>();
    private final ReadyList ready = new ReadyList();
    private final Monitors monitors = new Monitors(this);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** How often the baton was passed, or kept; for the watchdog. */
    private final AtomicLong progress = new AtomicLong();

    private @Nullable Goroutine running;
    private int numbers;
    private boolean bodyEnded;
    private volatile boolean overStepped;
    private volatile boolean aborted;

    Scheduler(long seed, Strategy strategy, Limits limits) {
        this.strategy = strategy;
        this.limits = limits;
        this.trace = new Trace(seed);
    }

    long seed() {
        return trace.seed();
    }

    FakeTime time() {
        return time;
    }

    Monitors monitors() {
        return monitors;
    }

    Schedule schedule() {
        return trace.schedule();
    }

    /** The goroutine of the current thread, or null if that is outside. */
    @Nullable
    Goroutine current() {
        Goroutine itself = running;
        if (itself != null && itself.thread() == Thread.currentThread()) {
            return itself;
        }
        return aborted ? find(Thread.currentThread()) : null;
    }

    @Nullable
    Goroutine find(Thread thread) {
        return byThread.get(thread);
    }

    /** Makes a goroutine, not yet started. */
    Goroutine goroutine(String name, @Nullable StackTraceElement startedAt, Runnable body) {
        var made = new Goroutine(this, name, startedAt);
        made.thread(Thread.ofVirtual().name(name).unstarted(() -> run(made, body)));
        byThread.put(made.thread(), made);
        return made;
    }

    /** Starts the body, from outside, and gives it the baton. */
    void begin(Goroutine body) {
        start(body);
        ready.remove(body);
        running = body;
        body.giveBaton();
    }

    void start(Goroutine goroutine) {
        if (aborted) {
            return;
        }
        goroutine.started(numbers++);
        live.add(goroutine);
        strategy.meet(goroutine);
        ready.add(goroutine);
    }

    private void run(Goroutine goroutine, Runnable body) {
        try {
            goroutine.awaitTurn();
            body.run();
        } catch (Goroutine.Aborted _) {
            // It ends here.
        } catch (Throwable thrown) {
            goroutine.thread().getUncaughtExceptionHandler().uncaughtException(goroutine.thread(), thrown);
        } finally {
            byThread.remove(goroutine.thread());
            exit(goroutine);
        }
    }

    private void exit(Goroutine goroutine) {
        if (aborted) {
            return;
        }
        trace.add(time.nanoTime(), goroutine, new Operation("ends", "", null));
        goroutine.state = Goroutine.State.ENDED;
        goroutine.operation = null;
        live.remove(goroutine);
        noteEnding(goroutine.thread());
        bodyEnded |= goroutine.id() == 0;
        passOn();
    }

    /** Keeps the thread for as long as it may take to end. */
    private void noteEnding(Thread thread) {
        if (ending.size() >= MOST_ENDING) {
            ending.removeIf(each -> !each.isAlive());
        }
        ending.add(thread);
    }

    // Scheduling points

    /** Lets others go before the current goroutine begins an operation. */
    void step(Goroutine current, String what, Object site) {
        step(current, new Operation(what, name(current, site), Frames.caller()));
    }

    void step(Goroutine current, Operation operation) {
        if (aborted) {
            current.abort();
            return;
        }
        current.operation = operation;
        if (trace.count() >= limits.steps()) {
            overStepped = true;
            ended.countDown();
            current.awaitTurn();
        }
        if (letOthersFirst(current)) {
            current.awaitTurn();
        }
        trace.add(time.nanoTime(), current, operation);
    }

    /**
     * Lets others go before an access inside of an operation. The goroutine may hold a lock there that all share, so it isn't ended
     * at this place where the bubble has failed.
     */
    void stepInside(Goroutine current, Operation operation) {
        if (aborted || trace.count() >= limits.steps()) {
            return; // the next operation says so
        }
        Operation around = current.operation;
        current.operation = operation;
        if (letOthersFirst(current)) {
            current.awaitBaton();
        }
        trace.add(time.nanoTime(), current, operation);
        current.operation = around;
    }

    /** Lets one of the others go first, where it can't go on without them. */
    void spin(Goroutine current, Operation operation) {
        current.stepsInARow = MOST_STEPS_IN_A_ROW;
        stepInside(current, operation);
    }

    /** Hands over where it is another one's turn; then the current one has to wait for the baton. */
    private boolean letOthersFirst(Goroutine current) {
        progress.incrementAndGet();
        if (ready.isEmpty()) {
            return false;
        }
        ready.add(current);
        Goroutine next = ++current.stepsInARow > MOST_STEPS_IN_A_ROW ? nextInTurn(current) : choose(current);
        ready.remove(next);
        if (next == current) {
            return false;
        }
        current.stepsInARow = 0;
        trace.switched();
        handOver(next);
        return true;
    }

    /** What it is about, in words. The words are the library's, which is asked without a step. */
    private String name(Goroutine current, Object site) {
        current.quiet++;
        try {
            return sites.name(site);
        } finally {
            current.quiet--;
        }
    }

    private Goroutine nextInTurn(Goroutine current) {
        strategy.gaveWay(current);
        return ready.after(current.id());
    }

    /** Lets one of the others go first, if any can run. */
    void giveWay(Goroutine current, Operation operation) {
        if (!aborted) {
            current.stepsInARow = MOST_STEPS_IN_A_ROW;
        }
        step(current, operation);
    }

    /** Parks like {@link dev.sluice.runtime.World#park}. */
    void park(Goroutine current, Object blocker) {
        if (mayPark(current)) {
            park(current, Goroutine.State.PARKED, blocker);
        }
    }

    /** Parks like {@link dev.sluice.runtime.World#parkUntil}. */
    void parkUntil(Goroutine current, Object blocker, long deadlineNanos) {
        if (deadlineNanos - time.nanoTime() > 0 && mayPark(current)) {
            time.startWait(current, deadlineNanos);
            park(current, Goroutine.State.PARKED, blocker);
        }
    }

    private boolean mayPark(Goroutine current) {
        if (aborted) {
            current.abortWait();
        }
        if (current.permit || Thread.currentThread().isInterrupted()) {
            current.permit = false;
            return false;
        }
        return true;
    }

    /** Waits until all others are parked, and none can run. */
    void settle(Goroutine current) {
        if (aborted) {
            current.abortWait();
        }
        settling.add(current);
        park(current, Goroutine.State.SETTLING, this);
    }

    private void park(Goroutine current, Goroutine.State how, Object blocker) {
        Operation before = current.operation;
        if (before == null || how == Goroutine.State.SETTLING) {
            String site = how == Goroutine.State.SETTLING ? "" : name(current, blocker);
            before = new Operation(how == Goroutine.State.SETTLING ? "settle" : "wait", site, Frames.caller());
            current.operation = before;
        }
        wait(current, how);
        current.awaitTurn();
    }

    /** Lets the next one go on, until this one can; the baton has then to be waited for. */
    private void wait(Goroutine current, Goroutine.State how) {
        trace.add(time.nanoTime(), current, new Operation("  waits", "", null));
        current.state = how;
        current.stepsInARow = 0;
        passOn();
    }

    // Monitors

    /** Waits to enter a monitor until that is made {@linkplain #makeReady ready} for it, whatever the interrupts. */
    void block(Goroutine current) {
        wait(current, Goroutine.State.BLOCKED);
        current.awaitTurn();
    }

    /** Waits in a monitor that it is in, which others may enter meanwhile. Returns as soon as it has the baton, aborted or not. */
    void await(Goroutine current, Object monitor, @Nullable Long deadlineNanos) {
        if (deadlineNanos != null) {
            time.startWait(current, deadlineNanos);
        }
        current.waitsIn(monitor);
        wait(current, Goroutine.State.WAITING);
        current.awaitBatonIn(monitor);
    }

    /** Another one has the monitor that this one was ready to enter. */
    void makeBlocked(Goroutine goroutine) {
        if (goroutine.state == Goroutine.State.READY) {
            ready.remove(goroutine);
        }
        goroutine.state = Goroutine.State.BLOCKED;
    }

    void unpark(Goroutine target) {
        if (aborted) {
            return;
        }
        if (target.state == Goroutine.State.PARKED) {
            time.cancelWait(target);
            makeReady(target);
        } else {
            target.permit = true;
        }
    }

    /** Ends a park whose deadline has come. */
    void wake(Goroutine waiting) {
        if (waiting.state == Goroutine.State.WAITING) {
            monitors.leaveWait(waiting);
        } else {
            makeReady(waiting);
        }
    }

    void interrupt(Goroutine target) {
        if (aborted) {
            return;
        }
        target.interrupt();
        wakeInterrupted(target);
    }

    void makeReady(Goroutine goroutine) {
        goroutine.state = Goroutine.State.READY;
        ready.add(goroutine);
    }

    int random(int bound) {
        return bound == 1 || aborted ? 0 : trace.decide(strategy.random(bound));
    }

    // The baton

    /** Gives the baton to the next, which may be the one that calls. */
    private void passOn() {
        progress.incrementAndGet();
        Goroutine next = next();
        if (next == null) {
            ended.countDown();
        } else {
            handOver(next);
        }
    }

    private void handOver(Goroutine next) {
        running = next;
        next.giveBaton();
    }

    private @Nullable Goroutine next() {
        while (ready.isEmpty()) {
            if (!wakeInterrupted() && !wakeSettling() && (bodyEnded || !moveClock())) {
                return null;
            }
        }
        Goroutine next = choose(null);
        ready.remove(next);
        return next;
    }

    private Goroutine choose(@Nullable Goroutine current) {
        if (ready.size() == 1) {
            return ready.at(0);
        }
        Goroutine chosen = strategy.pick(ready, current);
        trace.decide(chosen.id());
        return chosen;
    }

    private boolean wakeInterrupted() {
        for (Goroutine each : live) {
            if (each.isInterrupted()) {
                wakeInterrupted(each);
            }
        }
        return !ready.isEmpty();
    }

    /** Wakes it from a wait that an interrupt ends. */
    private void wakeInterrupted(Goroutine goroutine) {
        if (goroutine.state == Goroutine.State.PARKED || goroutine.state == Goroutine.State.WAITING) {
            time.cancelWait(goroutine);
            wake(goroutine);
        }
    }

    private boolean wakeSettling() {
        settling.forEach(this::makeReady);
        settling.clear();
        return !ready.isEmpty();
    }

    private boolean moveClock() {
        Long deadline = time.nextDeadline();
        if (deadline == null) {
            return false;
        }
        List<FakeTime.Due> due = time.moveTo(deadline);
        if (!due.isEmpty()) {
            start(goroutine("timer", null, () -> due.forEach(FakeTime.Due::fire)));
        }
        return true;
    }

    // For the opener

    CountDownLatch ended() {
        return ended;
    }

    long progress() {
        return progress.get();
    }

    @Nullable
    Goroutine running() {
        return running;
    }

    boolean isOverStepped() {
        return overStepped;
    }

    boolean hasBodyEnded() {
        return bodyEnded;
    }

    boolean isAborted() {
        return aborted;
    }

    /** The goroutines that have been started and have not ended, in the order of their starts. */
    List<Goroutine> live() {
        return List.copyOf(live);
    }

    /** The threads of those that have ended, and may still have an instruction to execute. */
    List<Thread> ending() {
        return List.copyOf(ending);
    }

    /** Takes the baton for good. */
    void abort() {
        aborted = true;
    }
}
