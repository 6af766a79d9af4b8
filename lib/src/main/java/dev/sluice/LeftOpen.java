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
     * A scope may be closed as long as some of the code that was running when it was opened is still running: the method that opened
     * it, or, where an object holds it, one that has called that. If none of those methods is on the stack any more, the scope was
     * forgotten. The frames of the JDK don't count, since a pool's loop goes on. Of a deep stack only the top is remembered: then those that
     * called the rest may know the scope, and so it is told and not cancelled.
     *
     * If the next scope is opened at the very same place, and nothing else of those methods is on the stack, then either a job was
     * left and has begun again, or a method opens scopes in a loop and keeps them: that is told, and nothing else is done about it. If
     * one of the callers is still there, an object may hold the scope, such as a client that is one of several. That is told only
     * where they have become very many: each would be in the one before.
     *
     * For goroutines this isn't needed: one that ends with an open scope has failed.
     */
    private static final int MOST_FRAMES = 8;

    /** How many scopes that were opened at one place, one in the other, are told of. */
    private static final int VERY_MANY = 100;

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
        if (openedAt.isEmpty() || outermost.isToldOf() || hasRunInside(outermost)) {
            return;
        }
        switch (find(openedAt)) {
            case CALLER_IS_RUNNING -> {}
            case HELD_OR_FORGOTTEN -> {
                if (innermost.depth() == VERY_MANY) {
                    tell(outermost, openedAt.getFirst(), "; " + VERY_MANY + " scopes are open there, one in the other");
                }
            }
            case PERHAPS_FORGOTTEN ->
                tell(outermost, openedAt.getFirst(), "; what runs now is taken to be inside of it");
            case FORGOTTEN -> {
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
        CALLER_IS_RUNNING,
        HELD_OR_FORGOTTEN,
        PERHAPS_FORGOTTEN,
        FORGOTTEN
    }

    private static Finding find(List<StackFrame> openedAt) {
        StackFrame opener = openedAt.getFirst();
        return ALL.walk(
                frames -> { // as far as is needed
                    Iterator<StackFrame> each =
                            frames.filter(LeftOpen::isOutside).iterator();
                    if (!each.hasNext()) {
                        return noneOf(openedAt);
                    }
                    StackFrame now = each.next();
                    if (isSameMethod(now, opener) && now.getByteCodeIndex() == opener.getByteCodeIndex()) {
                        return again(each, openedAt);
                    }
                    return isAnyOf(List.of(now).iterator(), openedAt) || isAnyOf(each, openedAt)
                            ? Finding.CALLER_IS_RUNNING
                            : noneOf(openedAt);
                });
    }

    /** What to make of a scope if none of the methods that are known is running. */
    private static Finding noneOf(List<StackFrame> openedAt) {
        return openedAt.size() < MOST_FRAMES ? Finding.FORGOTTEN : Finding.PERHAPS_FORGOTTEN;
    }

    /** What to make of a scope that is opened where another one was opened: by what is below on the stack. */
    private static Finding again(Iterator<StackFrame> below, List<StackFrame> openedAt) {
        boolean hasCaller = false;
        while (below.hasNext()) {
            StackFrame frame = below.next();
            if (isSameMethod(frame, openedAt.getFirst())) {
                return Finding.CALLER_IS_RUNNING; // by recursion
            }
            hasCaller |= isAnyOf(List.of(frame).iterator(), openedAt);
        }
        return hasCaller ? Finding.HELD_OR_FORGOTTEN : Finding.PERHAPS_FORGOTTEN;
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
        scope.noteToldOf();
        Warnings.log(
                "dev.sluice.scopes",
                "scope " + scope.name() + ", opened at " + openedAt.toStackTraceElement() + ", was left open by thread "
                        + Thread.currentThread().getName() + then + ". Open scopes in a try block");
    }
}
