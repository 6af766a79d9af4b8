package dev.sluice.thumbs.image.foreign;

import java.io.Serial;

/** A native library can't be used on this machine: it isn't there, is too old, or lacks a function. */
public final class AbsentLibraryException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with the reason, which is one line. */
    public AbsentLibraryException(String reason) {
        super(reason);
    }
}
