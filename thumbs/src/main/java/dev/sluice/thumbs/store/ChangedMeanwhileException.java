package dev.sluice.thumbs.store;

import java.io.IOException;
import java.io.Serial;

/** Thrown when something else stands in a place than was seen there before: another run, or another program, has put it. */
public final class ChangedMeanwhileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param place the place, as shown to the user
     */
    public ChangedMeanwhileException(String place) {
        super(place + " was changed by something else meanwhile; run the same command again");
    }
}
