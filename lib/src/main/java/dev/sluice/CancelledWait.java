package dev.sluice;

import dev.sluice.runtime.Interruption;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The interruption of a wait by the library: the goroutine was cancelled, or a scope that the waiting thread has open. */
final class CancelledWait extends InterruptedException implements Interruption {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The scope whose owner was waiting, or null where the goroutine itself was cancelled. */
    private final transient @Nullable Scope ownedScope;

    CancelledWait(String message, Throwable cause, @Nullable Scope ownedScope) {
        super(message);
        initCause(cause);
        this.ownedScope = ownedScope;
    }

    @Override
    public void keep() {
        if (ownedScope != null) {
            ownedScope.keepOwnersCancellation();
        } else {
            Thread.currentThread().interrupt();
        }
    }
}
