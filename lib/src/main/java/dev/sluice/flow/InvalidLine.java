package dev.sluice.flow;

import java.io.Serial;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Says which line has bytes that aren't valid in the charset that it is read in. */
final class InvalidLine extends CharacterCodingException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String message;

    InvalidLine(long number, String of, Charset charset) {
        message = "line " + number + " of " + of + " is not valid " + charset.name();
    }

    @Override
    public String getMessage() {
        return message;
    }
}
