package dev.sluice.chat.store;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that a store can't be opened, or that it couldn't do what it was asked for; its message is for the operator. */
public final class StoreException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Outcome.Reason reason;
    private final boolean mayPass;

    private StoreException(Outcome.Reason reason, boolean mayPass, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.mayPass = mayPass;
    }

    StoreException(Outcome.Reason reason, String message, Throwable cause) {
        this(reason, false, message, cause);
    }

    StoreException(String message) {
        this(Outcome.Reason.UNAVAILABLE, false, message, null);
    }

    /** Returns a failure after which the same may go well a moment later. */
    static StoreException transientFailure(String message, @Nullable Throwable cause) {
        return new StoreException(Outcome.Reason.UNAVAILABLE, true, message, cause);
    }

    /** Returns why it couldn't. */
    public Outcome.Reason reason() {
        return reason;
    }

    /** Returns the message. */
    String text() {
        return String.valueOf(getMessage());
    }

    /** Returns whether the same may go well a moment later. */
    boolean mayPass() {
        return mayPass;
    }
}
