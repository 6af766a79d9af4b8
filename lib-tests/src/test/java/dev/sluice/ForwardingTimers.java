package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;

/** Timers that are those of another world, but for what a test makes different. */
public abstract class ForwardingTimers extends Timers {
    private final Timers real;

    protected ForwardingTimers(Timers real) {
        this.real = real;
    }

    @Override
    public void start(Timer timer, long deadlineNanos) {
        real.start(timer, deadlineNanos);
    }

    @Override
    public boolean cancel(Timer timer) {
        return real.cancel(timer);
    }

    @Override
    public int pending() {
        return real.pending();
    }
}
