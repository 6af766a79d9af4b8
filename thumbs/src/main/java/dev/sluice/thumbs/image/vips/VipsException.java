package dev.sluice.thumbs.image.vips;

import java.io.Serial;

/** The library can't read or write an image; the message is one line of what it says itself. */
public final class VipsException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    VipsException(String message) {
        super(message);
    }
}
