package dev.sluice.thumbs.store;

import java.io.IOException;
import java.io.Serial;

/** Thrown when the thumbnail of one photo would replace something that isn't an older thumbnail of the same photo. */
public final class PlaceTakenException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    PlaceTakenException(String message) {
        super(message);
    }
}
