package dev.sluice;

import dev.sluice.inspect.Deadlock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

// Floor: reports
/** The deadlocks that were found. */
final class Deadlocks {
    private static final int MOST_KEPT = 5;

    // Guarded by the lock of this list.
    private static final Deque<Deadlock> LAST = new ArrayDeque<>();
    private static long found;

    private Deadlocks() {}

    static void add(Deadlock deadlock) {
        synchronized (LAST) {
            found++;
            LAST.add(deadlock);
            if (LAST.size() > MOST_KEPT) {
                LAST.remove();
            }
        }
    }

    static long found() {
        synchronized (LAST) {
            return found;
        }
    }

    /** Returns those that were found last, in the order in which they were found. */
    static List<Deadlock> last() {
        synchronized (LAST) {
            return List.copyOf(LAST);
        }
    }
}
