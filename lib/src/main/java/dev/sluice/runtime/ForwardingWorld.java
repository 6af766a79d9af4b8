package dev.sluice.runtime;

import java.time.Instant;

/** A world in front of another, which it asks for everything; those that extend it say what is different. */
public abstract class ForwardingWorld extends World {
    /** The world behind this one. */
    protected final World real;

    /** Creates a world in front of another. */
    protected ForwardingWorld(World real) {
        this.real = real;
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public void park(Object blocker) {
        real.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        real.parkUntil(blocker, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        real.unpark(thread);
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        return real.unstarted(name, handler, body);
    }

    @Override
    public void start(Thread thread) {
        real.start(thread);
    }

    @Override
    public void startUnheld(Thread thread) {
        real.startUnheld(thread);
    }

    @Override
    public void interrupt(Thread thread) {
        real.interrupt(thread);
    }

    @Override
    public int random(int bound) {
        return real.random(bound);
    }

    @Override
    public boolean spins() {
        return real.spins();
    }

    @Override
    public Search deadlocks() {
        return real.deadlocks();
    }

    @Override
    public Search leaks() {
        return real.leaks();
    }

    @Override
    public long number() {
        return real.number();
    }

    @Override
    public Timers timers() {
        return real.timers();
    }

    @Override
    public void helper(Runnable job) {
        real.helper(job);
    }
}
