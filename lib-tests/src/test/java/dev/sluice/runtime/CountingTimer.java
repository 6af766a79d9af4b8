package dev.sluice.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/** A timer that counts how often it has fired. */
final class CountingTimer extends Timer {
    private final AtomicInteger fired = new AtomicInteger();

    @Override
    protected void fire() {
        fired.incrementAndGet();
    }

    int fired() {
        return fired.get();
    }

    @Override
    public String toString() {
        return "fired " + fired + " times";
    }
}
