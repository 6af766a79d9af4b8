package dev.sluice.thumbs.image.turbo;

import java.io.Serial;

/** The library can't decode or encode a picture; the message is what it says itself. */
public final class TurboException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    TurboException(String message) {
        super(message);
    }
}
