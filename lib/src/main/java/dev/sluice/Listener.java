package dev.sluice;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** What is to be told when a context is cancelled: a place in that context's list. */
abstract class Listener extends Aftermath.Job {
    // Guarded by the lock of the list.
    @Nullable
    Listeners list;

    @Nullable
    Listener previous;

    @Nullable
    Listener next;

    /**
     * Tells the cancellation what is to be done. Runs under the lock of the context, and takes none that is above it. It must not throw, so it
     * needs no memory.
     */
    abstract void tell(Cancellation cancellation);

    /** Marks the context below that it stands for; returns false if that was marked. */
    boolean mark(Cancellation cancellation) {
        throw new AssertionError(this);
    }

    /** Does what it has left to do when it told the cancellation, without a lock. May be called again if it has thrown. */
    @Override
    void act() {
        throw new AssertionError(this);
    }

    /** A context below. */
    static final class Child extends Listener {
        private final ContextNode context;

        Child(ContextNode context) {
            this.context = context;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.addBelow(this);
        }

        @Override
        boolean mark(Cancellation cancellation) {
            return context.mark(cancellation);
        }
    }

    /** A channel that is closed by the cancellation. */
    static final class Done extends Listener {
        final Channel<Void> channel;

        Done(Channel<Void> channel) {
            this.channel = channel;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.addToWake(this);
        }

        @Override
        void act() {
            channel.closeWithin();
        }
    }

    /** A goroutine, as the region that is the whole of it. */
    static final class OfGoroutine extends Listener {
        private final Reach goroutine;

        OfGoroutine(Reach goroutine) {
            this.goroutine = goroutine;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.addGoroutine(goroutine);
        }
    }

    /** A listener for a region within a thread. The way to a tracked goroutine is weak. */
    static Listener ofRegion(Region region) {
        return region.strand().isWatched() ? new OfTrackedRegion(region) : new OfRegion(region);
    }

    private static final class OfRegion extends Listener {
        private final Region region;

        OfRegion(Region region) {
            this.region = region;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.addRegion(region);
        }
    }

    private static final class OfTrackedRegion extends Listener {
        private final WeakReference<Region> region;

        OfTrackedRegion(Region region) {
            this.region = new WeakReference<>(region);
        }

        @Override
        void tell(Cancellation cancellation) {
            Region still = region.get();
            if (still != null) {
                cancellation.addRegion(still);
            }
        }
    }

    /** An action of the user's. */
    static final class OnCancel extends Listener {
        /** How many actions wait for a context that the clock will cancel, or run because of that. */
        private static final AtomicInteger TIMED = new AtomicInteger();

        private final Runnable action;
        private final AtomicBoolean timed;
        private volatile boolean told;

        OnCancel(Runnable action, boolean timed) {
            this.action = action;
            this.timed = new AtomicBoolean(timed);
            if (timed) {
                TIMED.incrementAndGet();
            }
        }

        static int timed() {
            return TIMED.get();
        }

        @Override
        void tell(Cancellation cancellation) {
            told = true;
            cancellation.addAction(this);
        }

        @Override
        void act() {
            try {
                action.run();
            } finally {
                settle();
            }
        }

        /** Notes that it was taken out of the list, and so won't run unless it was told before. */
        void takenBack() {
            if (!told) {
                settle();
            }
        }

        private void settle() {
            if (timed.getAndSet(false)) {
                TIMED.decrementAndGet();
            }
        }
    }
}
