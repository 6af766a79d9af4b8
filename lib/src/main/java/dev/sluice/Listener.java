package dev.sluice;

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
    static final class OnCancel extends Listener {
        private final Runnable action;

        OnCancel(Runnable action) {
            this.action = action;
        }

        @Override
        void tell(Cancellation cancellation) {
            cancellation.add(action);
        }
    }
}
