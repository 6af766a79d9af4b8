package dev.sluice;

import dev.sluice.internal.Library;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

// Floor: scopes
/**
 * Finds out that a thread has left its outermost scope open and forgotten it, when the thread opens the next one: a pool's thread would
 * run its next job inside of that scope, and with its values.
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

    /** Where the scope was opened: the innermost frames, without those of the library and the JDK. */
    private final List<StackFrame> openedAt;

    /** Whether it was logged that its owner seems to have forgotten it. */
    private boolean told;

    private LeftOpen(List<StackFrame> openedAt) {
        this.openedAt = openedAt;
    }

    /** Notes where the current thread opens its outermost scope. */
    static LeftOpen openedHere() {
        return new LeftOpen(CALLERS.walk(
                frames -> frames.filter(LeftOpen::isOutside).limit(MOST_FRAMES).toList()));
    }

    /** Looks, before the current thread opens a scope, whether it has forgotten others. */
    static void sweep() {
        Strand strand = Strand.current();
        if (strand == null || strand.goroutine() != null) {
            return;
        }
        List<Scope> open = OpenScopes.of(strand);
        LeftOpen outermost = open.isEmpty() ? null : open.getFirst().leftOpen();
        if (outermost != null && !outermost.told && !outermost.openedAt.isEmpty() && !hasRunInside(open.getFirst())) {
            outermost.check(open);
        }
    }

    private void check(List<Scope> open) {
        switch (find()) {
            case CALLER_IS_RUNNING -> {}
            case HELD_OR_FORGOTTEN -> {
                if (open.size() == VERY_MANY) {
                    tell(open, "; " + VERY_MANY + " scopes are open there, one in the other");
                }
            }
            case PERHAPS_FORGOTTEN -> tell(open, "; what runs now is taken to be inside of it");
            case FORGOTTEN -> {
                open.reversed()
                        .forEach(Scope::abandon); // all of them first: what the thread does now isn't interrupted
                open.forEach(Scope::cancelAbandoned); // their contexts needn't be below each other's
                tell(open, "; it is cancelled now");
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

    private Finding find() {
        StackFrame opener = openedAt.getFirst();
        return ALL.walk(
                frames -> { // as far as is needed
                    Iterator<StackFrame> each =
                            frames.filter(LeftOpen::isOutside).iterator();
                    if (!each.hasNext()) {
                        return noneOf();
                    }
                    StackFrame now = each.next();
                    if (isSameMethod(now, opener) && now.getByteCodeIndex() == opener.getByteCodeIndex()) {
                        return again(each);
                    }
                    return isAnyOf(List.of(now).iterator()) || isAnyOf(each) ? Finding.CALLER_IS_RUNNING : noneOf();
                });
    }

    /** What to make of a scope if none of the methods that are known is running. */
    private Finding noneOf() {
        return openedAt.size() < MOST_FRAMES ? Finding.FORGOTTEN : Finding.PERHAPS_FORGOTTEN;
    }

    /** What to make of a scope that is opened where another one was opened: by what is below on the stack. */
    private Finding again(Iterator<StackFrame> below) {
        boolean hasCaller = false;
        while (below.hasNext()) {
            StackFrame frame = below.next();
            if (isSameMethod(frame, openedAt.getFirst())) {
                return Finding.CALLER_IS_RUNNING; // by recursion
            }
            hasCaller |= isAnyOf(List.of(frame).iterator());
        }
        return hasCaller ? Finding.HELD_OR_FORGOTTEN : Finding.PERHAPS_FORGOTTEN;
    }

    private boolean isAnyOf(Iterator<StackFrame> frames) {
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

    private void tell(List<Scope> open, String then) {
        told = true;
        Warnings.log(
                "dev.sluice.scopes",
                "scope " + open.getFirst().name() + ", opened at "
                        + openedAt.getFirst().toStackTraceElement() + ", was left open by thread "
                        + Thread.currentThread().getName() + then + ". Open scopes in a try block");
    }
}
