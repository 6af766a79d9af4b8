package dev.sluice.thumbs.image;

import java.io.Serial;

/**
 * A photo can't be turned into a thumbnail: the file was read, and its content is the reason.
 *
 * <p>The message is one line for the owner of the photo. It doesn't name the file, which the caller knows.
 */
public sealed class ImageException extends Exception permits UnsupportedImageException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with a reason that a person understands. */
    public ImageException(String reason) {
        super(reason);
    }

    /** Creates an exception with a reason that a person understands, and what a decoder said. */
    public ImageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
