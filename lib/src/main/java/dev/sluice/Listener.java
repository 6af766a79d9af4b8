package dev.sluice;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One who is to be told when a context is cancelled: a place in that context's list. */
abstract class Listener {
    // Guarded by the lock of the list.
    @Nullable
    Listeners list;

    @Nullable
    Listener previous;

    @Nullable
    Listener next;

    /** Tells the cancellation what is to be done. Runs under the lock of the context, and takes none that is above it. */
    abstract void tell(Cancellation cancellation);

    /** A context below. */
    static final class Child extends Listener {
        private final Context context;

        Child(Context context) {
            this.context = context;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.add(context);
        }
    }

    /** An action of the user's. */
    static final class OnCancel extends Listener implements Runnable {
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
            cancellation.add(this);
        }

        @Override
        public void run() {
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
