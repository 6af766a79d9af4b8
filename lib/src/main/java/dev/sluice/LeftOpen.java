package dev.sluice;

import dev.sluice.internal.Library;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

// Floor: scopes
/**
 * Finds scopes that a thread has left open and forgotten, when it opens the next one: a pool's thread would run its next job inside of
 * them, and with their values.
 */
final class LeftOpen {
    /*
     * While a scope is open, some of the code that was running when it was opened is still running: the method that opened it, or,
     * where that is a factory, one that has called it. If none of those methods is on the stack any more, the scope was forgotten. The
     * frames of the JDK don't count, since a pool's loop goes on.
     *
     * If all are there, and the next scope is opened at the very same place, then either the method was left and called again, or it
     * opens scopes in a loop and keeps them: that is told, and nothing else is done about it.
     *
     * For goroutines this isn't needed: one that ends with an open scope has failed.
     */
    private static final int MOST_FRAMES = 8;

    private static final StackWalker CALLERS = StackWalker.getInstance(Set.of(), 16);
    private static final StackWalker ALL = StackWalker.getInstance();

    private LeftOpen() {}

    /** Returns where the current thread opens a scope: the innermost frames, without those of the library and the JDK. */
    static List<StackFrame> openers() {
        return CALLERS.walk(
                frames -> frames.filter(LeftOpen::isOutside).limit(MOST_FRAMES).toList());
    }

    /** Looks, before the current thread opens a scope, whether it has forgotten others. */
    static void sweep() {
        Strand strand = Strand.current();
        Scope innermost = strand == null || strand.goroutine() != null ? null : Scope.innermost(strand);
        if (innermost == null) {
            return;
        }
        Scope outermost = innermost.outermost();
        List<StackFrame> openedAt = outermost.openedAt();
        if (openedAt.isEmpty() || hasRunInside(outermost)) {
            return;
        }
        switch (find(openedAt)) {
            case ON_THE_STACK -> {}
            case MAYBE -> tell(outermost, openedAt.getFirst(), "; what runs now is taken to be inside of it");
            case GONE -> {
                outermost.abandon();
                tell(outermost, openedAt.getFirst(), "; it is cancelled now");
            }
        }
    }

    /** Whether the thread is in a run of a context inside of a scope: that one isn't over, and has to be left first. */
    private static boolean hasRunInside(Scope outermost) {
        Region each = outermost.strand().innermost();
        while (each != outermost && each instanceof Scope scope) {
            each = scope.around();
        }
        return each != outermost;
    }

    private enum Finding {
        ON_THE_STACK,
        MAYBE,
        GONE
    }

    private static Finding find(List<StackFrame> openedAt) {
        StackFrame opener = openedAt.getFirst();
        return ALL.walk(
                frames -> { // as far as is needed
                    Iterator<StackFrame> each =
                            frames.filter(LeftOpen::isOutside).iterator();
                    if (!each.hasNext()) {
                        return Finding.GONE;
                    }
                    StackFrame now = each.next();
                    if (isSameMethod(now, opener) && now.getByteCodeIndex() == opener.getByteCodeIndex()) {
                        return isAnyOf(each, List.of(opener)) ? Finding.ON_THE_STACK : Finding.MAYBE;
                    }
                    return isAnyOf(List.of(now).iterator(), openedAt) || isAnyOf(each, openedAt)
                            ? Finding.ON_THE_STACK
                            : Finding.GONE;
                });
    }

    private static boolean isAnyOf(Iterator<StackFrame> frames, List<StackFrame> openedAt) {
        while (frames.hasNext()) {
            StackFrame frame = frames.next();
            for (StackFrame before : openedAt) {
                if (isSameMethod(frame, before)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSameMethod(StackFrame one, StackFrame other) {
        return one.getMethodName().equals(other.getMethodName())
                && one.getClassName().equals(other.getClassName());
    }

    private static boolean isOutside(StackFrame frame) {
        String type = frame.getClassName();
        return !type.startsWith("java.") && !type.startsWith("jdk.") && !Library.declares(type);
    }

    private static void tell(Scope scope, StackFrame openedAt, String then) {
        Warnings.log(
                "dev.sluice.scopes",
                "scope " + scope.name() + ", opened at " + openedAt.toStackTraceElement() + ", was left open by thread "
                        + Thread.currentThread().getName() + then + ". Open scopes in a try block");
    }
}
