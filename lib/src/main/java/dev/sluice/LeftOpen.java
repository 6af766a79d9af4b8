package dev.sluice;

import dev.sluice.internal.Library;
import java.lang.StackWalker.StackFrame;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Finds scopes that a thread has left open and forgotten, when it opens the next one: a pool's thread would run its next job inside of
 * them, and with their values.
 */
final class LeftOpen {
    /*
     * A scope is opened and closed by one block, so while it is open the method that opened it is on the stack. If it isn't, the scope
     * was forgotten. If it is there once, at the very place where the next scope is opened, then either the method was left and called
     * again, or it opens scopes in a loop and keeps them: that is told, and nothing else is done about it.
     *
     * For goroutines this isn't needed: one that ends with an open scope has failed.
     */
    private static final StackWalker CALLER = StackWalker.getInstance(Set.of(), 4);
    private static final StackWalker ALL = StackWalker.getInstance();

    private LeftOpen() {}

    /** Returns where the current thread opens a scope. */
    static StackFrame opener() {
        return CALLER.walk(
                frames -> frames.filter(LeftOpen::isOutside).findFirst().orElseThrow());
    }

    /** Looks, before the current thread opens a scope, whether it has forgotten others. */
    static void sweep() {
        Strand strand = Strand.current();
        Scope innermost = strand == null || strand.goroutine() != null ? null : Scope.innermost(strand);
        if (innermost == null) {
            return;
        }
        Scope outermost = innermost.outermost();
        StackFrame openedAt = outermost.openedAt();
        if (openedAt == null || hasRunInside(outermost)) {
            return;
        }
        switch (find(openedAt)) {
            case ON_THE_STACK -> {}
            case MAYBE -> tell(outermost, openedAt, "; what runs now is taken to be inside of it");
            case GONE -> {
                outermost.abandon();
                tell(outermost, openedAt, "; it is cancelled now");
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

    private static Finding find(StackFrame openedAt) {
        return ALL.walk(frames -> {
            @Nullable StackFrame first = null;
            int count = 0;
            boolean isOpenerNow = false;
            for (StackFrame each : (Iterable<StackFrame>) frames.filter(LeftOpen::isOutside)::iterator) {
                boolean isSameMethod = each.getMethodName().equals(openedAt.getMethodName())
                        && each.getClassName().equals(openedAt.getClassName());
                if (first == null) {
                    first = each;
                    isOpenerNow = isSameMethod && each.getByteCodeIndex() == openedAt.getByteCodeIndex();
                }
                if (isSameMethod) {
                    count++;
                }
            }
            if (count == 0) {
                return Finding.GONE;
            }
            return count == 1 && isOpenerNow ? Finding.MAYBE : Finding.ON_THE_STACK;
        });
    }

    private static boolean isOutside(StackFrame frame) {
        return !Library.declares(frame.getClassName());
    }

    private static void tell(Scope scope, StackFrame openedAt, String then) {
        Warnings.log(
                "dev.sluice.scopes",
                "scope " + scope.name() + ", opened at " + openedAt.toStackTraceElement() + ", was left open by thread "
                        + Thread.currentThread().getName() + then + ". Open scopes in a try block");
    }
}
