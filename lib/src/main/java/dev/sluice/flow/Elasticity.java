package dev.sluice.flow;

/**
 * Decides how many workers a stage has, from what it has done so far. It knows no clock and no thread: the same samples give the
 * same decisions.
 *
 * <p>Used by one thread at a time.
 */
final class Elasticity {
    /*
     * Hill climbing on the throughput. As long as all workers are busy, it tries another number, and after a while compares:
     *
     *     STEADY ──► UP      more workers: kept if they get more done, by a fifth of what they would in proportion
     *     STEADY ──► DOWN    fewer workers: kept if they get more done than the others did
     *
     * What was kept is tried further in the same direction at once, so that from 1 to 64 it takes six steps. What wasn't is taken
     * back; the next try comes later and later, is in the other direction, and upwards takes half the step. So the tries at
     * the top cost little. When the throughput changes by itself, the load has changed, and all that was learnt is dropped.
     *
     * Where more workers make no difference, none are added; but those that are there and busy stay, since the load may
     * change back. Only workers that wait are too many: of those that do on average, half are let go.
     *
     * A comparison waits until there is something to compare: two items per worker for long steps, four for short ones. Before
     * short ones as many as there are workers aren't looked at, since these were begun under the old number.
     */

    /**
     * What a stage has done since its start; times are added up over the workers.
     *
     * @param nanos when
     * @param items how many items were done
     * @param waitingNanos how long workers have waited, for either side
     */
    record Sample(long nanos, long items, long waitingNanos) {}

    private enum Mode {
        STEADY,
        UP,
        DOWN
    }

    private static final long SHORTEST_NANOS = 15_000_000;
    private static final long LONGEST_NANOS = 2_000_000_000;
    private static final long IDLE_NANOS = 100_000_000;

    /** How much of their time workers may wait and still count as busy. */
    private static final double BUSY = 0.1;

    private static final double TOO_MANY_WAIT = 0.25;
    private static final double LEAST_GAIN = 0.2;
    private static final double LEAST_GAIN_OF_FEWER = 0.03;
    private static final double OTHER_LOAD = 0.3;
    private static final double LONGEST_STEP = 2;
    private static final double SHORTEST_STEP = 1.125;
    private static final int LONGEST_HOLD = 64;

    private final int min;
    private final int max;

    private int workers;
    private Sample from;
    private boolean settling;
    private Mode mode = Mode.STEADY;
    private boolean upNext = true;
    private double step = LONGEST_STEP;
    private int hold;
    private int nextHold = 1;

    // Before the try: throughput, in items per nanosecond, and number of workers.
    private double level;
    private int before;

    Elasticity(int min, int max, Sample start) {
        this.min = min;
        this.max = max;
        this.workers = min;
        this.from = start;
    }

    /** Returns how many workers there should be now. */
    int decide(Sample now) {
        long elapsed = now.nanos - from.nanos;
        if (elapsed < SHORTEST_NANOS) {
            return workers;
        }
        double waiting = (now.waitingNanos - from.waitingNanos) / (double) elapsed;
        if (waiting >= Math.max(1 - TOO_MANY_WAIT, workers * TOO_MANY_WAIT)) {
            return elapsed < IDLE_NANOS ? workers : letGo(now, waiting);
        }
        long done = now.items - from.items;
        if (done < needed() && elapsed < LONGEST_NANOS) {
            return workers;
        }
        from = now;
        if (settling) {
            settling = false;
        } else if (waiting <= workers * BUSY) {
            judge(done / (double) elapsed);
        }
        return workers;
    }

    /** Whether it may decide on more workers later, though from this sample on they only wait. */
    boolean mayGrow(Sample now) {
        return now.waitingNanos - from.waitingNanos < workers * BUSY * (now.nanos - from.nanos);
    }

    private long needed() {
        if (settling) {
            return workers;
        }
        return isLongStep() ? Math.max(4, 2L * workers) : Math.max(32, 4L * workers);
    }

    private boolean isLongStep() {
        return step > 1.5 && mode != Mode.DOWN;
    }

    private int letGo(Sample now, double waiting) {
        forget();
        become(Math.max(min, workers - Math.max(1, (int) (waiting / 2))));
        from = now;
        return workers;
    }

    private void forget() {
        mode = Mode.STEADY;
        upNext = true;
        step = LONGEST_STEP;
        hold = 0;
        nextHold = 1;
        level = 0;
    }

    private void become(int number) {
        settling = number != workers && !isLongStep();
        workers = number;
    }

    private void judge(double rate) {
        switch (mode) {
            case STEADY -> steady(rate);
            case UP -> keep(rate, rate >= level * (1 + LEAST_GAIN * (workers / (double) before - 1)));
            case DOWN -> keep(rate, rate >= level * (1 + LEAST_GAIN_OF_FEWER));
        }
    }

    private void steady(double rate) {
        if (Math.abs(rate - level) > OTHER_LOAD * level) {
            forget();
            level = rate;
        }
        level = (level + rate) / 2;
        if (hold > 0) {
            hold--;
        } else {
            attempt();
        }
    }

    private void keep(double rate, boolean better) {
        if (better) {
            level = rate;
            mode = Mode.STEADY;
            attempt();
            return;
        }
        if (mode == Mode.UP) {
            step = Math.max(SHORTEST_STEP, 1 + (step - 1) / 2);
        }
        upNext = mode == Mode.DOWN;
        mode = Mode.STEADY;
        hold = nextHold;
        nextHold = Math.min(LONGEST_HOLD, 2 * nextHold);
        become(before);
    }

    /** Tries another number of workers, if there is one in this direction or the other. */
    private void attempt() {
        if (min == max) {
            return;
        }
        boolean up = workers == min || (upNext && workers < max);
        before = workers;
        mode = up ? Mode.UP : Mode.DOWN;
        upNext = up;
        int number = up
                ? Math.max(workers + 1, (int) (workers * step))
                : Math.min(workers - 1, (int) (workers / Math.min(step, 1.25)));
        become(Math.clamp(number, min, max));
    }
}
