package dev.sluice;

import dev.sluice.internal.Library;
import dev.sluice.runtime.World;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/** Stacks as reports show them: without the library's way to park, and without the JDK's. */
final class Frames {
    /** Where goroutines are parked. What the patterns do says more about a wait, and is shown. */
    private static final Set<String> INSIDE =
            Set.of(Frames.class.getPackageName(), World.class.getPackageName(), Library.class.getPackageName());

    private Frames() {}

    /** Returns the innermost frames of a thread, without those at the top that are the library's way to park. */
    static List<StackTraceElement> of(Thread thread, int most) {
        if (most == 0) {
            return List.of();
        }
        return Arrays.stream(thread.getStackTrace())
                .dropWhile(frame -> isInside(frame.getClassName()))
                .limit(most)
                .toList();
    }

    /**
     * Returns the first frame of a stack that is neither the JDK's nor the library's; in a goroutine of the library's own, the first that
     * isn't the core's; or null.
     */
    static @Nullable StackTraceElement firstOutside(StackTraceElement[] stack) {
        StackTraceElement ofLibrary = null;
        for (StackTraceElement frame : stack) {
            if (!isInside(frame.getClassName())) {
                if (!Library.declares(frame.getClassName())) {
                    return frame;
                }
                ofLibrary = ofLibrary == null ? frame : ofLibrary;
            }
        }
        return ofLibrary;
    }

    /** Whether a class is the JDK's or the core's; what is built on the core isn't meant. */
    static boolean isInside(String type) {
        return type.startsWith("java.")
                || type.startsWith("jdk.")
                || (INSIDE.contains(packageOf(type)) && Library.declares(type));
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
