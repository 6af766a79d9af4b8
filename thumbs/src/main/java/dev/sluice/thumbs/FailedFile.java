package dev.sluice.thumbs;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown by a stage that can't do a file. It is an outcome of that file, and no more: the pipeline goes on. */
final class FailedFile extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Object file;

    FailedFile(Object file, String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
        this.file = file;
    }

    FailedFile(Object file, String reason) {
        super(reason, null, false, false);
        this.file = file;
    }

    /** Returns the file or the object, whose text is its place. */
    Object file() {
        return file;
    }

    /** Answers what is wrong with the file, to be read behind its name. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
