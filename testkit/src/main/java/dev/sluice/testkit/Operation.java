package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What a goroutine does or waits in.
 *
 * @param what the operation
 * @param site what it is about, in words
 * @param at the place in the user's code
 */
record Operation(String what, String site, StackWalker.@Nullable StackFrame at) {
    @Override
    public String toString() {
        return what + (site.isEmpty() ? "" : " " + site) + (at == null ? "" : " at " + place(at));
    }

    /** A frame as an IDE makes a link of it. */
    static String place(StackWalker.StackFrame frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }
}
