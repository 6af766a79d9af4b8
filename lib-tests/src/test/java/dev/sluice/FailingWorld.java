package dev.sluice;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;

/** The real world, short of threads when it is told to be. */
final class FailingWorld extends ForwardingWorld implements AutoCloseable {
    private enum Failing {
        NOTHING,
        MAKING,
        STARTING,
        HELPING,
        TIMERS,
        HELPING_AND_TIMERS
    }

    private volatile Failing failing = Failing.NOTHING;

    private final Timers timers = new ForwardingTimers(real.timers()) {
        @Override
        public void start(Timer timer, long deadlineNanos) {
            if (failing == Failing.TIMERS || failing == Failing.HELPING_AND_TIMERS) {
                throw new OutOfMemoryError("no memory for a timer");
            }
            super.start(timer, deadlineNanos);
        }
    };

    private FailingWorld(World real) {
        super(real);
    }

    static FailingWorld use() {
        var world = new FailingWorld(World.current());
        World.use(world);
        return world;
    }

    @Override
    public void close() {
        World.use(real);
    }

    /** Lets goroutines fail when their thread is started, or when it is made. */
    void failsToStart(boolean made) {
        failing = made ? Failing.STARTING : Failing.MAKING;
    }

    void failsToHelp() {
        failing = Failing.HELPING;
    }

    void failsToStartTimers() {
        failing = Failing.TIMERS;
    }

    void failsToHelpAndToStartTimers() {
        failing = Failing.HELPING_AND_TIMERS;
    }

    void works() {
        failing = Failing.NOTHING;
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        if (failing == Failing.MAKING) {
            throw new OutOfMemoryError("no memory for a thread");
        }
        Thread thread = real.unstarted(name, handler, body);
        if (failing == Failing.STARTING) {
            return Thread.ofVirtual().start(() -> {}); // which can't be started again
        }
        return thread;
    }

    @Override
    public void helper(Runnable job) {
        if (failing == Failing.HELPING || failing == Failing.HELPING_AND_TIMERS) {
            throw new OutOfMemoryError("no thread left");
        }
        real.helper(job);
    }

    @Override
    public Timers timers() {
        return timers;
    }
}
