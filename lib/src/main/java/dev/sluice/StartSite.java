package dev.sluice;

import dev.sluice.internal.Library;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Where goroutines with one class of body are started: the frame outside of the library that called it, or the part of the library
 * whose goroutine started another.
 *
 * <p>A look at the stack takes longer than all the rest of a start. The body is nearly always a lambda that stands where it is
 * started, and such a lambda has a class of its own. So for a lambda's class, what the first looks have found is taken for
 * granted from then on, but for one start in 32, which looks again. Once that finds another place, every start looks. A body that
 * isn't a lambda, or comes from the library itself, is looked at always.
 */
final class StartSite {
    /*
     * Thread-safe: a lost count makes a look come later. A frame never changes, and is published by a volatile write.
     */
    private static final int LOOKS_AT_FIRST = 4;
    private static final int STARTS_PER_LOOK = 32;

    /** Looks at six frames at once: two of this class, three of scopes, and their caller. */
    private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 6);

    private static final ClassValue<StartSite> SITES = new ClassValue<>() {
        @Override
        protected StartSite computeValue(Class<?> type) {
            return new StartSite(!type.isHidden() || Library.declares(type.getName()));
        }
    };

    private volatile boolean varies;
    private volatile @Nullable StackFrame found;
    private int starts;

    private StartSite(boolean varies) {
        this.varies = varies;
    }

    /** Returns where the calling thread, which is within the library, starts a goroutine with this body. */
    static StackFrame of(Object body) {
        return SITES.get(body.getClass()).frame();
    }

    private StackFrame frame() {
        StackFrame known = found;
        int start = starts++;
        if (known != null && !varies && start >= LOOKS_AT_FIRST && start % STARTS_PER_LOOK != 0) {
            return known;
        }
        StackFrame seen = caller();
        if (known == null) {
            found = seen;
        } else if (!isSame(known, seen)) {
            varies = true;
        } else {
            return known;
        }
        return seen;
    }

    private static boolean isSame(StackFrame one, StackFrame other) {
        return one.getByteCodeIndex() == other.getByteCodeIndex()
                && one.getMethodName().equals(other.getMethodName())
                && one.getClassName().equals(other.getClassName());
    }

    private static StackFrame caller() {
        return WALKER.walk(frames -> first(frames.iterator()));
    }

    /**
     * Returns the first frame that is neither the library's nor the JDK's. Where there is none, since a goroutine of the library starts
     * another, it is the one in the part of the library that did that.
     */
    private static StackFrame first(Iterator<StackFrame> frames) {
        StackFrame part = null;
        StackFrame last;
        do {
            last = frames.next();
            String type = last.getClassName();
            if (!Frames.isInside(type)) {
                if (!Library.declares(type)) {
                    return last;
                }
                part = part == null ? last : part;
            }
        } while (frames.hasNext());
        return part == null ? last : part;
    }
}
