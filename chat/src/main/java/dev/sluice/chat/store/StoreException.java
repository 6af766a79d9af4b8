package dev.sluice.chat.store;

import java.io.IOException;
import java.io.Serial;

/** Says that a store can't be opened, or that it couldn't do what it was asked for; its message says what to do about it. */
public final class StoreException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Outcome.Reason reason;

    StoreException(Outcome.Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    StoreException(String message) {
        super(message);
        this.reason = Outcome.Reason.UNAVAILABLE;
    }

    /** Returns why it couldn't. */
    public Outcome.Reason reason() {
        return reason;
    }
}
