package dev.sluice.thumbs;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown by a stage that can't do a file. It is an outcome of that file, and no more: the pipeline goes on. */
final class FailedFile extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    FailedFile(Path file, String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
        this.file = file;
    }

    FailedFile(Path file, String reason) {
        super(reason, null, false, false);
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Answers what is wrong with the file, to be read behind its name. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
