package dev.sluice;

import dev.sluice.inspect.WaitState;
import dev.sluice.internal.Cases;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** How a select finds the case that happens. */
final class SelectPasses implements Cases {
    /*
     * The passes of a wait, after Go's selectgo
     *  1  Look at the cases in random order. One whose gate is open is tried under its channel's lock alone. Most waits of a
     *     busy program end here. An ordered select looks only at its first case: a later one mustn't happen if an earlier
     *     has become ready since it was looked at.
     *  2  Take the locks of all channels, in the order of their ids. Try the cases again, in random order: now all of them
     *     are seen at one instant. A poll ends here. Otherwise queue a waiter for each, and give all locks back.
     *  3  Wait; then take the losing waiters out of their queues, each under its lock.
     *
     * The values of send cases are asked for without a lock, since that is foreign code: in pass 1 for those that may be
     * ready; before pass 2 for the rest, if this is to wait. A poll, or an ordered select, asks in pass 2 for what it found
     * ready, and the latter for the rest once nothing is; they give the locks back for that, and take the pass again.
     *
     * What a hook throws, when a case has happened, must not hide which one it was: it is uncaught.
     */
    private static final SelectCase[] NO_CASES = {};
    private static final Waitpoint[] NO_CHANNELS = {};

    private final Wait wait = new Wait();
    private final Spin spin = new Spin();

    private SelectCase[] cases = NO_CASES;
    private boolean ordered;

    // Of the enabled cases; made anew when those have changed.
    private boolean stale = true;
    private SelectCase[] enabled = NO_CASES;
    private Waitpoint[] channels = NO_CHANNELS;
    private SelectCase[] timeouts = NO_CASES;
    private @Nullable Duration shortestTimeout;
    private boolean spins;

    /** The cases in words, if they were asked for since they have changed. */
    private @Nullable List<WaitState.Case> described;

    private boolean running;
    private boolean closed;

    Wait sharedWait() {
        return wait;
    }

    void add(SelectCase added) {
        mustBeOpen();
        cases = Arrays.copyOf(cases, cases.length + 1);
        cases[cases.length - 1] = added;
        stale = true;
    }

    void remove(SelectCase removed) {
        SelectCase[] rest = Arrays.stream(cases).filter(each -> each != removed).toArray(SelectCase[]::new);
        if (rest.length == cases.length) {
            throw new IllegalArgumentException("not a case of this select: " + removed);
        }
        cases = rest;
        stale = true;
    }

    void casesChanged() {
        stale = true;
    }

    /** Prefers the cases in their order. */
    void order() {
        if (cases.length > 0) {
            throw new IllegalStateException("ordered must come before the first case, and there are " + cases.length);
        }
        ordered = true;
    }

    /** Closes the select; if a wait is under way, which needs the cases to leave their queues, then after it. */
    void close() {
        closed = true;
        if (!running) {
            forgetCases();
        }
    }

    private void forgetCases() {
        cases = NO_CASES;
        enabled = NO_CASES;
        channels = NO_CHANNELS;
        timeouts = NO_CASES;
        shortestTimeout = null;
    }

    /** Lets a case happen and returns it; null if none is ready and this doesn't wait. */
    @Nullable
    SelectCase run(boolean waits) throws InterruptedException {
        mustBeOpen();
        World.step(waits ? "select" : "poll", this);
        if (running) {
            throw new IllegalStateException(
                    "the select is in use already: by another thread, or by a supplier of its own");
        }
        running = true;
        SelectCase happened = null;
        try {
            prepare();
            happened = tryEach();
            if (happened == null && (waits || enabled.length > 1)) {
                happened = tryAll(waits);
            }
        } finally {
            finish(happened);
            running = false;
            if (closed) {
                forgetCases();
            }
        }
        if (happened != null) {
            if (waits && happened.waiter().closed) {
                Strand.checkCancelled();
            }
            happened.mayThrow();
        }
        return happened;
    }

    private void prepare() {
        if (stale) {
            SelectCase[] takingPart =
                    Arrays.stream(cases).filter(SelectCase::takesPart).toArray(SelectCase[]::new);
            enabled = Arrays.stream(takingPart).filter(SelectCase::hasChannel).toArray(SelectCase[]::new);
            channels = Arrays.stream(enabled)
                    .map(SelectCase::channel)
                    .distinct()
                    .sorted(Comparator.comparingLong(channel -> channel.id))
                    .toArray(Waitpoint[]::new);
            timeouts =
                    Arrays.stream(takingPart).filter(each -> !each.hasChannel()).toArray(SelectCase[]::new);
            shortestTimeout = Arrays.stream(timeouts)
                    .map(SelectCase::timeout)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            spins = Arrays.stream(channels).anyMatch(Waitpoint::handsOver);
            described = null;
            stale = false;
        }
        for (SelectCase each : enabled) {
            each.waiter().prepare(null);
        }
    }

    /** Pass 1. */
    private @Nullable SelectCase tryEach() {
        int looks = ordered ? Math.min(1, enabled.length) : enabled.length;
        for (int i = 0; i < looks; i++) {
            SelectCase each = pick(i);
            if (each.mayHappen()) {
                if (each.happenQuickly()) {
                    return each;
                }
                Waitpoint channel = each.channel();
                channel.lock();
                boolean happened = happenOrUnlock(each, channel);
                unlockAndSettle(channel);
                if (happened) {
                    return each;
                }
            }
        }
        return null;
    }

    private static boolean happenOrUnlock(SelectCase each, Waitpoint channel) {
        try {
            return each.happen();
        } catch (Throwable e) { // for want of memory
            channel.unlock();
            throw e;
        }
    }

    /** Returns the case to be looked at as the i-th: the next of a random order that is made as far as it is needed. */
    private SelectCase pick(int i) {
        int left = enabled.length - i;
        if (!ordered && left > 1) {
            int j = i + World.current().random(left);
            SelectCase picked = enabled[j];
            enabled[j] = enabled[i];
            enabled[i] = picked;
        }
        return enabled[i];
    }

    /** Passes 2 and 3, again and again while a value has to be asked for or the clock has woken us in vain. */
    private @Nullable SelectCase tryAll(boolean waits) throws InterruptedException {
        World world = World.current();
        boolean lacksValues = waits;
        if (waits && !ordered) {
            demandValues();
            lacksValues = false;
        }
        long start = world.nanoTime();
        long deadline = waits && shortestTimeout != null ? Wait.deadline(start, shortestTimeout) : Wait.NEVER;
        for (; ; ) {
            lockAll();
            SelectCase ready = null;
            boolean happened = false;
            try {
                for (int i = 0; ready == null && i < enabled.length; i++) {
                    SelectCase each = pick(i);
                    happened = each.happen();
                    if (happened || each.lacksValue()) {
                        ready = each;
                    }
                }
            } catch (Throwable e) { // for want of memory
                unlockAll(null);
                throw e;
            }
            if (ready != null) {
                unlockAll(happened ? ready.channel() : null);
                if (happened) {
                    return ready;
                }
                ready.demandValue();
            } else if (!waits) {
                unlockAll(null);
                return null;
            } else if (lacksValues) {
                unlockAll(null);
                demandValues();
                lacksValues = false;
            } else if (deadline != Wait.NEVER && deadline - world.nanoTime() <= 0) {
                unlockAll(null);
                return expired(world, start);
            } else {
                SelectCase matched = queueAndWait(deadline);
                if (matched != null) {
                    return matched;
                }
            }
        }
    }

    /** Returns one of the timeouts that are over: each with the same chance, or the first if the select is ordered. */
    private @Nullable SelectCase expired(World world, long start) {
        long now = world.nanoTime();
        SelectCase picked = null;
        int count = 0;
        for (SelectCase each : timeouts) {
            if (Wait.deadline(start, each.timeout()) - now <= 0) {
                count++;
                picked = count == 1 || (!ordered && world.random(count) == 0) ? each : picked;
            }
        }
        return picked;
    }

    private void demandValues() {
        for (SelectCase each : enabled) {
            each.demandValue();
        }
    }

    /** Pass 3; the caller holds all locks, and this gives them back. Returns null if it was woken by the clock. */
    private @Nullable SelectCase queueAndWait(long deadline) throws InterruptedException {
        wait.begin();
        long wakeUp = deadline;
        for (SelectCase each : enabled) {
            WaitQueues.Side side = each.side();
            if (side != null) {
                each.channel().enqueue(side, each.waiter());
                wakeUp = Wait.earlier(wakeUp, each.channel().dueNanos());
            }
        }
        unlockAll(null);
        Waiter matched = null;
        try {
            matched = wait.await(ChannelOperation.SELECT, this, spins ? spin : null, wakeUp);
        } finally {
            for (SelectCase each : enabled) {
                if (each.waiter() != matched && each.side() != null) {
                    each.channel().leave(each.waiter());
                }
            }
        }
        return matched == null ? null : caseOf(matched);
    }

    SelectCase caseOf(Waiter matched) {
        for (SelectCase each : enabled) {
            if (each.waiter() == matched) {
                return each;
            }
        }
        throw new AssertionError("matched a waiter of no case");
    }

    private void lockAll() {
        Stack.touch(); // for all of them, before the first
        for (Waitpoint channel : channels) {
            channel.lockAgain();
        }
    }

    /** Gives all locks back; the channel of the case that happened comes last, since it may have things to settle. */
    private void unlockAll(@Nullable Waitpoint happened) {
        for (Waitpoint channel : channels) {
            if (channel != happened) {
                channel.unlock();
            }
        }
        if (happened != null) {
            unlockAndSettle(happened);
        }
    }

    private static void unlockAndSettle(Waitpoint channel) {
        try {
            channel.unlockAndSettle();
        } catch (RuntimeException | Error thrown) {
            Thrown.uncaught(thrown);
        }
    }

    /** Ends the wait for all cases. */
    private void finish(@Nullable SelectCase happened) {
        for (SelectCase each : enabled) {
            try {
                each.finish(each == happened);
            } catch (RuntimeException | Error thrown) {
                Thrown.uncaught(thrown);
            }
        }
    }

    /** Whether the clock will close one of the channels that are waited at. To be asked while the select waits. */
    boolean endsByClock() {
        for (Waitpoint each : channels) {
            if (each instanceof Channel<?> channel && channel.endsByClock()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<Case> cases() {
        return Arrays.stream(cases)
                .filter(SelectCase::takesPart)
                .map(SelectCase::forReports)
                .toList();
    }

    /** The cases that take part in the current wait, in words; to be asked by the thread that selects. */
    List<WaitState.Case> described() {
        List<WaitState.Case> known = described;
        if (known == null) {
            known = cases().stream().map(SelectPasses::described).toList();
            described = known;
        }
        return known;
    }

    /** Puts a case into words, which don't hold on to it. */
    static WaitState.Case described(Case each) {
        return each.site() instanceof Waitpoint channel
                ? new WaitState.Case(each.what(), channel.described(), Objects.toIdentityString(channel))
                : new WaitState.Case(each.what(), "", "");
    }

    private void mustBeOpen() {
        if (closed) {
            throw new IllegalStateException("the select is closed");
        }
    }
}
