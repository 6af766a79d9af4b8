package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What a goroutine does or waits in.
 *
 * @param what the operation
 * @param site what it is about, in words
 * @param at the place in the user's code
 */
record Operation(String what, String site, @Nullable Place at) {
    /** A place in the source code. Most are never asked for their text. */
    interface Place {
        /** The file and line, as an IDE makes a link of it. */
        String text();
    }

    @Override
    public String toString() {
        return what + (site.isEmpty() ? "" : " " + site) + (at == null ? "" : " at " + at.text());
    }
}
