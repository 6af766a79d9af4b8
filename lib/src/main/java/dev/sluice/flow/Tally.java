package dev.sluice.flow;

import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one worker has done, and where its time went. */
final class Tally {
    /*
     * One goroutine writes at a time, and any thread reads; so nothing is contended, and an increment is a load and a store. All
     * accesses are opaque: each number is whole and never goes back, but two of them may be of different moments.
     *
     * The clock is read around waits and at both ends of a worker's life, never per item. What isn't waiting is busy.
     */
    private static final VarHandle IN;
    private static final VarHandle OUT;
    private static final VarHandle FAILED;
    private static final VarHandle INPUT_NANOS;
    private static final VarHandle OUTPUT_NANOS;
    private static final VarHandle ALIVE_NANOS;
    private static final VarHandle ALIVE_SINCE;
    private static final VarHandle WAITS_SINCE;
    private static final VarHandle HIGH_WATER;
    private static final VarHandle STATE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            IN = lookup.findVarHandle(Tally.class, "in", long.class);
            OUT = lookup.findVarHandle(Tally.class, "out", long.class);
            FAILED = lookup.findVarHandle(Tally.class, "failed", long.class);
            INPUT_NANOS = lookup.findVarHandle(Tally.class, "inputNanos", long.class);
            OUTPUT_NANOS = lookup.findVarHandle(Tally.class, "outputNanos", long.class);
            ALIVE_NANOS = lookup.findVarHandle(Tally.class, "aliveNanos", long.class);
            ALIVE_SINCE = lookup.findVarHandle(Tally.class, "aliveSince", long.class);
            WAITS_SINCE = lookup.findVarHandle(Tally.class, "waitsSince", long.class);
            HIGH_WATER = lookup.findVarHandle(Tally.class, "highWater", int.class);
            STATE = lookup.findVarHandle(Tally.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int GONE = 0;
    private static final int BUSY = 1;
    private static final int WAITS_FOR_INPUT = 2;
    private static final int WAITS_FOR_OUTPUT = 3;

    private final World world = World.current();

    private long in;
    private long out;
    private long failed;
    private long inputNanos;
    private long outputNanos;
    private long aliveNanos;
    private long aliveSince;
    private long waitsSince;
    private int highWater;
    private int state = GONE;

    // By the worker

    void begin() {
        ALIVE_SINCE.setOpaque(this, world.nanoTime());
        STATE.setRelease(this, BUSY);
    }

    void end() {
        endWait();
        ALIVE_NANOS.setOpaque(this, aliveNanos + world.nanoTime() - aliveSince);
        STATE.setRelease(this, GONE);
    }

    /** Notes how many items wait in front of the stage. */
    void saw(int queued) {
        if (queued > highWater) {
            HIGH_WATER.setOpaque(this, queued);
        }
    }

    void received() {
        received(1);
    }

    void received(long items) {
        IN.setOpaque(this, in + items);
    }

    void sent() {
        OUT.setOpaque(this, out + 1);
    }

    void failed() {
        FAILED.setOpaque(this, failed + 1);
    }

    void waitsForInput() {
        WAITS_SINCE.setOpaque(this, world.nanoTime());
        STATE.setRelease(this, WAITS_FOR_INPUT);
    }

    void waitsForOutput() {
        WAITS_SINCE.setOpaque(this, world.nanoTime());
        STATE.setRelease(this, WAITS_FOR_OUTPUT);
    }

    /** Notes the end of a wait, if there was one. */
    void endWait() {
        if (state == WAITS_FOR_INPUT) {
            INPUT_NANOS.setOpaque(this, inputNanos + world.nanoTime() - waitsSince);
            STATE.setRelease(this, BUSY);
        } else if (state == WAITS_FOR_OUTPUT) {
            OUTPUT_NANOS.setOpaque(this, outputNanos + world.nanoTime() - waitsSince);
            STATE.setRelease(this, BUSY);
        }
    }

    // By any thread

    long in() {
        return (long) IN.getOpaque(this);
    }

    long out() {
        return (long) OUT.getOpaque(this);
    }

    long failedItems() {
        return (long) FAILED.getOpaque(this);
    }

    /** The time spent waiting for input until now, a wait that goes on included. */
    long inputNanos(long now) {
        return soFar((long) INPUT_NANOS.getOpaque(this), WAITS_FOR_INPUT, now);
    }

    long outputNanos(long now) {
        return soFar((long) OUTPUT_NANOS.getOpaque(this), WAITS_FOR_OUTPUT, now);
    }

    private long soFar(long ended, int waiting, long now) {
        if ((int) STATE.getAcquire(this) != waiting) {
            return ended;
        }
        return ended + Math.max(0, now - (long) WAITS_SINCE.getOpaque(this));
    }

    int highWater() {
        return (int) HIGH_WATER.getOpaque(this);
    }

    long aliveNanos(long now) {
        long ended = (long) ALIVE_NANOS.getOpaque(this);
        if ((int) STATE.getAcquire(this) == GONE) {
            return ended;
        }
        return ended + Math.max(0, now - (long) ALIVE_SINCE.getOpaque(this));
    }
}
