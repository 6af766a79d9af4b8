package dev.sluice;

import dev.sluice.runtime.Reaper;
import java.lang.ref.WeakReference;

// Floor: scopes
/** Listens for a scope to the scope's context. The way to a scope of a tracked goroutine is weak. */
abstract class ScopeListener extends Listener {
    static ScopeListener of(Scope scope, Context context) {
        return scope.strand().isWatched() ? new OfTracked(scope, context) : new Direct(scope);
    }

    /** Notes that the scope was closed. */
    void closed() {}

    private static final class Direct extends ScopeListener {
        private final Scope scope;

        Direct(Scope scope) {
            this.scope = scope;
        }

        @Override
        void tell(Cancellation cancellation) {
            scope.markCancelled(cancellation);
            cancellation.addToWake(this);
        }

        @Override
        void act() {
            scope.closeSlots();
        }
    }

    /**
     * A scope whose owner is a tracked goroutine. The scope leads to its owner, and the contexts above lead here: so from here on
     * the way is weak. If the owner is collected, the scope's context is of no use any more, and is closed.
     *
     * <p>The watch is begun, though its thing is collected together with a goroutine that is watched anyway: or the reaper, with
     * nothing left to watch, might end before it hears of the scope.
     */
    private static final class OfTracked extends ScopeListener {
        private final WeakReference<Scope> scope;
        private final Reaper.Watch<Scope> watch;

        OfTracked(Scope scope, Context context) {
            this.scope = new WeakReference<>(scope);
            this.watch = new Reaper.Watch<>(scope) {
                @Override
                protected void collected() {
                    context.closeWithin();
                }
            };
            watch.begin();
        }

        @Override
        void closed() {
            watch.end();
        }

        @Override
        void tell(Cancellation cancellation) {
            Scope still = scope.get();
            if (still != null) {
                still.markCancelled(cancellation);
                cancellation.addToWake(this);
            }
        }

        @Override
        void act() {
            Scope still = scope.get();
            if (still != null) {
                still.closeSlots();
            }
        }
    }
}
