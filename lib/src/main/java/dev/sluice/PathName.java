package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Names of scopes and goroutines: each has those of what is around it in front. A long one is abbreviated in the middle: names that held
 * all of the names around them would grow with the depth, and so the memory with its square.
 */
final class PathName {
    /** How long a path may get before it is abbreviated. */
    private static final int LONGEST = 200;

    private PathName() {}

    /** Returns the name of what is called this, inside of what has that path if there is anything around it. */
    static String of(@Nullable String around, String last) {
        return around == null ? last : abbreviated(around) + "/" + last;
    }

    private static String abbreviated(String path) {
        if (path.length() <= LONGEST) {
            return path;
        }
        int head = path.indexOf('/');
        String outermost = path.substring(0, head < 0 || head > LONGEST / 4 ? LONGEST / 4 : head);
        return outermost + "/\u2026" + path.substring(path.length() - LONGEST / 2);
    }
}
