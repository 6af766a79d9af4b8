package dev.sluice.thumbs.store;

import java.io.IOException;
import java.io.Serial;

/** Where a file is needed, there is a folder or something else. */
final class NotAFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    NotAFileException(boolean folder) {
        super((folder ? "a folder" : "no file") + " stands where a file is needed");
    }
}
