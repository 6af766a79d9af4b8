package dev.sluice.testkit;

import dev.sluice.runtime.World;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the place in the user's code that the current call came from. */
final class Frames {
    private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    /** Asked for each frame of each step, hence remembered. */
    private static final ClassValue<Boolean> OURS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isOurs(type);
        }
    };

    private Frames() {}

    /** The innermost frame that is neither the library's nor the testkit's nor the JDK's; or null. */
    static Operation.@Nullable Place caller() {
        StackFrame caller = WALKER.walk(frames -> frames.filter(frame -> !OURS.get(frame.getDeclaringClass()))
                .findFirst()
                .orElse(null));
        return caller == null ? null : () -> caller.getFileName() + ":" + caller.getLineNumber();
    }

    private static boolean isOurs(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null // the JDK
                || Objects.equals(source, World.class.getProtectionDomain().getCodeSource())
                || Objects.equals(source, Frames.class.getProtectionDomain().getCodeSource());
    }
}
