package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;
import dev.sluice.resilience.CircuitBreaker.State;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One period of a circuit breaker in one state. */
abstract sealed class Phase {
    /*
     * A breaker refers to its period, and goes from one to the next by one compare-and-set. Calls remember the period
     * that let them in and report to that one. So a late result changes only a period that is over; and of two results
     * that both call for the next period, one brings it about. The generation is the period's number, for people.
     */
    final CircuitBreakerOptions options;
    private final State state;
    private final long generation;

    private Phase(CircuitBreakerOptions options, State state, long generation) {
        this.options = options;
        this.state = state;
        this.generation = generation;
    }

    static Phase closed(CircuitBreakerOptions options, long generation) {
        return new Closed(options, generation);
    }

    final State state() {
        return state;
    }

    final long generation() {
        return generation;
    }

    /** Returns whether a call is let in; it will be recorded or released once. */
    abstract boolean admits();

    /** Notes how a call has ended; returns the period that begins because of it, or null. */
    abstract @Nullable Phase record(int outcome);

    /** Takes back a call that was let in. */
    abstract void release();

    abstract Counts counts();

    /** Returns whether the period's time is over. */
    boolean isOver() {
        return false;
    }

    /** Returns the time until the period is over, if nothing happens. */
    long nanosLeft() {
        return Nanos.LONGEST;
    }

    /** Returns the period that comes when the time of this one is over. */
    Phase afterItsTime() {
        return this;
    }

    final Phase forced(State to) {
        return to == State.CLOSED ? new Closed(options, generation + 1) : new Forced(options, to, generation + 1);
    }

    final Phase opened() {
        return new Open(options, generation + 1);
    }

    /** Returns the state in words. */
    String words() {
        return state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static final class Closed extends Phase {
        private final Window window;

        /** The counts on which it was decided to open; null before. */
        private volatile @Nullable Counts decisive;

        Closed(CircuitBreakerOptions options, long generation) {
            super(options, State.CLOSED, generation);
            this.window = options.newWindow();
        }

        @Override
        boolean admits() {
            return true;
        }

        @Override
        @Nullable
        Phase record(int outcome) {
            Counts counts = window.record(outcome);
            if (counts == null || !options.opensOn(counts)) {
                return null;
            }
            decisive = counts;
            return opened();
        }

        @Override
        void release() {}

        @Override
        Counts counts() {
            Counts known = decisive;
            return known == null ? window.counts() : known;
        }
    }

    private static final class Open extends Phase {
        private final long startNanos = World.current().nanoTime();

        Open(CircuitBreakerOptions options, long generation) {
            super(options, State.OPEN, generation);
        }

        @Override
        boolean admits() {
            return false;
        }

        @Override
        boolean isOver() {
            return nanosLeft() == 0;
        }

        @Override
        long nanosLeft() {
            return Math.max(0, options.openNanos() - (World.current().nanoTime() - startNanos));
        }

        @Override
        Phase afterItsTime() {
            return new HalfOpen(options, generation() + 1);
        }

        @Override
        @Nullable
        Phase record(int outcome) {
            return null;
        }

        @Override
        void release() {}

        @Override
        Counts counts() {
            return new Counts(0, 0, 0);
        }
    }

    private static final class HalfOpen extends Phase {
        private static final VarHandle ADMITTED;

        static {
            try {
                ADMITTED = MethodHandles.lookup().findVarHandle(HalfOpen.class, "admitted", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final long startNanos = World.current().nanoTime();

        /** How many probes have begun, without those that gave their places back. */
        private volatile int admitted;

        // Guarded by the monitor.
        private int ended;
        private int failed;
        private int slow;

        HalfOpen(CircuitBreakerOptions options, long generation) {
            super(options, State.HALF_OPEN, generation);
        }

        @Override
        boolean admits() {
            if (isOver()) {
                return false;
            }
            for (; ; ) {
                int before = admitted;
                if (before == options.probes()) {
                    return false;
                }
                if (ADMITTED.compareAndSet(this, before, before + 1)) {
                    return true;
                }
            }
        }

        @Override
        void release() {
            ADMITTED.getAndAdd(this, -1);
        }

        @Override
        boolean isOver() {
            return nanosLeft() == 0;
        }

        @Override
        long nanosLeft() {
            return Math.max(0, options.probesNanos() - (World.current().nanoTime() - startNanos));
        }

        @Override
        Phase afterItsTime() {
            return opened();
        }

        @Override
        synchronized @Nullable Phase record(int outcome) {
            ended++;
            failed += outcome & Window.FAILED;
            slow += (outcome & Window.SLOW) / Window.SLOW;
            if (options.isTooBad(options.probes(), failed, slow)) {
                return opened();
            }
            int left = options.probes() - ended;
            boolean mayStillFail = options.isTooBad(options.probes(), failed + left, slow + left);
            return mayStillFail ? null : new Closed(options, generation() + 1);
        }

        @Override
        synchronized Counts counts() {
            return new Counts(ended, failed, slow);
        }
    }

    private static final class Forced extends Phase {
        Forced(CircuitBreakerOptions options, State state, long generation) {
            super(options, state, generation);
        }

        @Override
        boolean admits() {
            return state() == State.FORCED_CLOSED;
        }

        @Override
        @Nullable
        Phase record(int outcome) {
            return null;
        }

        @Override
        void release() {}

        @Override
        Counts counts() {
            return new Counts(0, 0, 0);
        }
    }
}
