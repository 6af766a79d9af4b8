package dev.sluice.thumbs.image;

import java.io.Serial;

/** The photo may be in order, and this way of reading it can't; another one may. */
final class UnsupportedImageException extends ImageException {
    @Serial
    private static final long serialVersionUID = 1;

    UnsupportedImageException(String reason) {
        super(reason);
    }
}
