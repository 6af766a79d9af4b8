package dev.sluice.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The permits of one limiter, as a number that the clock raises and takers catch up with. */
final class TokenBucket {
    /*
     * Permits lie on a line, one after the other, each as long as it takes to come. `refilled` says how far the clock
     * has come on it: a function of the time alone. `taken` says how far takers have come, and is the only word that
     * changes.
     *
     *                    refilled             taken             refilled + burst
     *     ───────────────────┼──────────────────┼────────────────────────┼─────────
     *      gone: came while  │  handed out      │  may be taken now      │  to be waited for
     *      the bucket was    │                  │                        │
     *      full              │                  │                        │
     *
     * A caller that takes a permit gets the place [end - units, end), and may act once end <= refilled + burst. No other
     * ever gets that place; and in any time the clock passes rate * time of them. So no more than burst + rate * time
     * permits act in any time, whatever is reserved and given back: that is the token bucket. (As an algorithm on one
     * number it's known as GCRA, from ITU-T I.371.) Nothing is rounded away as time goes by, since what is rounded is
     * the product, not a step.
     *
     * A place that is given back is a gap. If it is the last one, `taken` goes back over it. Otherwise others wait for
     * places behind it and keep them, and the next one to come gets the gap. Gaps that the clock has passed are gone.
     *
     * A bucket with another rate takes the place of this one in three steps, under the monitor: `taken` becomes FROZEN,
     * so that no caller takes from this one any more; the next bucket is made from what it was; the next bucket is
     * published. Places map from line to line by the number of permits in front of them. A frozen bucket without a next
     * one is retired: it was full, and so the same as a new one.
     */

    /** A rate, and when its line begins. */
    record Line(Rate rate, long epochNanos, long permitUnits, long burstUnits, double unitsPerNano, long coldUnits) {
        static Line of(Rate rate, long epochNanos) {
            long permitUnits = rate.permitUnits();
            double unitsPerNano = rate.unitsPerNano();
            long cold = rate.warmUpNanos() == 0 ? Long.MAX_VALUE : (long) ((double) rate.warmUpNanos() * unitsPerNano);
            return new Line(rate, epochNanos, permitUnits, permitUnits * rate.burst(), unitsPerNano, cold);
        }

        long refilled(long nowNanos) {
            return Rate.refilled(unitsPerNano, rate.warmUpNanos(), nowNanos - epochNanos);
        }

        long nanosUntil(long end, long nowNanos, long refilled) {
            return Rate.nanosUntil(unitsPerNano, rate.warmUpNanos(), nowNanos - epochNanos, refilled, end - burstUnits);
        }
    }

    /** What only few buckets have; guarded by the bucket's monitor. */
    private static final class Detail {
        /** Places that were given back: where each begins and ends. */
        final TreeMap<Long, Long> gaps = new TreeMap<>();

        /** How far the clock was when the bucket was frozen. */
        long refilledAtLast;

        @Nullable
        TokenBucket next;
    }

    /** Returns of {@link #take}; others are ends of places. */
    static final long DENIED = -1;

    /** This bucket is out of use. */
    static final long FROZEN = Long.MIN_VALUE;

    /** This bucket was full for so long that it has to warm up again. */
    static final long COLD = -2;

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(TokenBucket.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Line line;
    private volatile long taken;
    private volatile @Nullable Detail detail;

    private TokenBucket(Line line, long taken) {
        this.line = line;
        this.taken = taken;
    }

    /** A full bucket; one that has to warm up has a single permit. */
    static TokenBucket full(Line line) {
        return new TokenBucket(line, line.rate.warmUpNanos() == 0 ? 0 : line.burstUnits - line.permitUnits);
    }

    /** Whether this number of permits can ever be had at once. */
    boolean canHold(long permits) {
        return permits <= line.rate.burst();
    }

    /**
     * Takes permits that can be had within a time.
     *
     * @param permits how many, from 1 to the burst
     * @return where their place ends; or DENIED, FROZEN or COLD: nothing was taken
     */
    long take(long permits, long nowNanos, long mostNanos) {
        long refilled = line.refilled(nowNanos);
        long units = permits * line.permitUnits;
        for (; ; ) {
            long before = taken;
            if (before == FROZEN) {
                return FROZEN;
            }
            if (refilled > before && refilled - before >= line.coldUnits) {
                return COLD;
            }
            long end = Math.max(before, refilled) + units;
            if (end - refilled > line.burstUnits) {
                long gap = detail == null ? DENIED : takeGap(units, nowNanos, refilled, mostNanos);
                if (gap != DENIED) {
                    return gap;
                }
                if (mostNanos == 0 || end > Nanos.LONGEST || line.nanosUntil(end, nowNanos, refilled) > mostNanos) {
                    return DENIED;
                }
            }
            if (TAKEN.compareAndSet(this, before, end)) {
                return end;
            }
        }
    }

    /** How long until the holder of this place may act. */
    long nanosUntil(long end, long nowNanos) {
        return line.nanosUntil(end, nowNanos, line.refilled(nowNanos));
    }

    /** How long a caller that came now for this number of permits would wait for a new place. */
    long nanosFor(long permits, long nowNanos) {
        long refilled = line.refilled(nowNanos);
        return line.nanosUntil(Math.max(taken, refilled) + permits * line.permitUnits, nowNanos, refilled);
    }

    /** How many whole permits could be taken now. */
    long available(long nowNanos) {
        long refilled = line.refilled(nowNanos);
        long before = taken;
        long inGaps = 0;
        synchronized (this) {
            Detail known = detail;
            if (known != null) {
                for (Map.Entry<Long, Long> gap : known.gaps.entrySet()) {
                    long from = Math.max(gap.getKey(), refilled);
                    long to = Math.min(gap.getValue(), refilled + line.burstUnits);
                    inGaps += Math.max(0, to - from) / line.permitUnits;
                }
            }
        }
        long units = line.burstUnits - (Math.max(before, refilled) - refilled);
        return Math.max(0, units) / line.permitUnits + inGaps;
    }

    /** How long until the bucket is full, if nothing is taken. */
    long nanosUntilFull(long nowNanos) {
        return line.nanosUntil(taken + line.burstUnits, nowNanos, line.refilled(nowNanos));
    }

    // Gaps

    private synchronized long takeGap(long units, long nowNanos, long refilled, long mostNanos) {
        Detail known = detail;
        if (known == null || taken == FROZEN) {
            return DENIED;
        }
        dropPassed(known, refilled);
        for (var gap = known.gaps.firstEntry(); gap != null; gap = known.gaps.higherEntry(gap.getKey())) {
            long end = Math.max(gap.getKey(), refilled) + units;
            if (end > gap.getValue()) {
                continue;
            }
            if (end - refilled > line.burstUnits && line.nanosUntil(end, nowNanos, refilled) > mostNanos) {
                return DENIED;
            }
            fill(known, gap, end);
            return end;
        }
        return DENIED;
    }

    /** Takes a place out of a gap, and what is in front of it: that has been passed. */
    private static void fill(Detail known, Map.Entry<Long, Long> gap, long end) {
        known.gaps.remove(gap.getKey());
        if (end < gap.getValue()) {
            known.gaps.put(end, gap.getValue());
        }
    }

    private static void dropPassed(Detail known, long refilled) {
        for (Map.Entry<Long, Long> first; (first = known.gaps.firstEntry()) != null && first.getValue() <= refilled; ) {
            known.gaps.pollFirstEntry();
        }
    }

    /** Gives a place back. */
    void giveBack(long start, long end, long nowNanos) {
        TokenBucket each = this;
        long from = start;
        long to = end;
        for (TokenBucket next; (next = each.giveBackHere(from, to, nowNanos)) != null; each = next) {
            from = each.mapped(from, next);
            to = each.mapped(to, next);
        }
    }

    /** Gives a place back, or returns the bucket that has come in place of this one. */
    private synchronized @Nullable TokenBucket giveBackHere(long start, long end, long nowNanos) {
        if (taken == FROZEN) {
            return detail == null ? null : detail.next;
        }
        long refilled = line.refilled(nowNanos);
        if (end <= refilled || (detail == null && TAKEN.compareAndSet(this, end, start))) {
            return null;
        }
        Detail known = detail();
        dropPassed(known, refilled);
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = known.gaps.floorEntry(from);
        if (before != null && before.getValue() == from) {
            from = before.getKey();
        }
        Long after = known.gaps.remove(to);
        if (after != null) {
            to = after;
        }
        if (TAKEN.compareAndSet(this, to, from)) {
            known.gaps.remove(from);
        } else {
            known.gaps.put(from, to);
        }
        return null;
    }

    private Detail detail() {
        Detail known = detail;
        if (known == null) {
            known = new Detail();
            detail = known;
        }
        return known;
    }

    // Change

    /** Returns the bucket in use: this one, or what has come in its place; null if it was forgotten. */
    @Nullable
    TokenBucket latest() {
        TokenBucket each = this;
        while (each != null && each.taken == FROZEN) {
            each = each.next();
        }
        return each;
    }

    private synchronized @Nullable TokenBucket next() {
        if (taken != FROZEN) {
            return this; // what was to come in its place has failed
        }
        return detail == null ? null : detail.next;
    }

    /** Returns a bucket with another line, and as many permits as this one has; this one is out of use then. */
    synchronized @Nullable TokenBucket replace(Line with, long nowNanos) {
        if (taken == FROZEN) {
            return latest();
        }
        Detail known = detail();
        known.refilledAtLast = line.refilled(nowNanos);
        var next = new TokenBucket(with, 0);
        long last = (long) TAKEN.getAndSet(this, FROZEN);
        try {
            next.taken = Math.max(0, mapped(Math.max(last, known.refilledAtLast), next));
            dropPassed(known, known.refilledAtLast);
            if (!known.gaps.isEmpty()) {
                Detail mapped = next.detail();
                known.gaps.forEach((start, end) -> mapped.gaps.put(mapped(start, next), mapped(end, next)));
            }
            known.next = next;
            return next;
        } catch (Throwable t) { // the stack or the heap is at its end: a frozen bucket would be of no use for ever
            taken = last;
            throw t;
        }
    }

    /** Returns a bucket that begins cold, if this one has been full for long enough; or else the one in use. */
    synchronized @Nullable TokenBucket coolDown(long nowNanos) {
        long before = taken;
        if (before == FROZEN) {
            return latest();
        }
        if (line.refilled(nowNanos) - before < line.coldUnits) {
            return this;
        }
        Detail known = detail();
        TokenBucket next = full(Line.of(line.rate, nowNanos));
        known.refilledAtLast = line.refilled(nowNanos);
        known.next = next; // before this one is frozen: nothing may fail between these two
        return TAKEN.compareAndSet(this, before, FROZEN) ? next : this;
    }

    /** Puts this bucket out of use if it is full; returns whether it is. */
    synchronized boolean retire(long nowNanos) {
        long before = taken;
        return before != FROZEN && before <= line.refilled(nowNanos) && TAKEN.compareAndSet(this, before, FROZEN);
    }

    /** Puts this bucket out of use, whatever it holds. */
    synchronized void forget() {
        if ((long) TAKEN.getAndSet(this, FROZEN) != FROZEN) {
            detail = null;
        }
    }

    private long mapped(long place, TokenBucket to) {
        long refilled = detail == null ? 0 : detail.refilledAtLast;
        double permits = (double) (line.burstUnits - (place - refilled)) / (double) line.permitUnits;
        return to.line.burstUnits - Math.round(permits * (double) to.line.permitUnits);
    }
}
