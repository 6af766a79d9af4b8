package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The decisions of an earlier run again; where there is none, the plainest one: the goroutine that runs goes on, and then the
 * goroutine that was started first.
 */
final class Replay implements Strategy {
    /** No decision; the plainest one is taken. */
    static final int PLAIN = -1;

    private final int[] decisions;
    private int next;

    Replay(int[] decisions) {
        this.decisions = decisions;
    }

    @Override
    public Goroutine pick(ReadyList ready, @Nullable Goroutine current) {
        int decision = decision();
        Goroutine picked = decision == PLAIN ? null : ready.withId(decision);
        if (picked != null) {
            return picked;
        }
        return current != null ? current : ready.after(-1);
    }

    @Override
    public int random(int bound) {
        int decision = decision();
        return decision >= 0 && decision < bound ? decision : 0;
    }

    private int decision() {
        return next < decisions.length ? decisions[next++] : PLAIN;
    }
}
