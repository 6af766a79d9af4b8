package dev.sluice;

import dev.sluice.internal.Thrown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The scopes that are open: those of one thread, and the threads that are the roots of all trees of scopes. */
final class OpenScopes {
    /*
     * A thread that ends without closing its scope would stay among the roots for ever. So those are swept out now and then: when as
     * many have been added as were left after the last sweep. The count is shared without synchronisation: a lost update only
     * delays a sweep.
     */
    private static final int LEAST_BETWEEN_SWEEPS = 1_024;

    private static final Set<Strand> ROOTS = ConcurrentHashMap.newKeySet();
    private static int untilSweep = LEAST_BETWEEN_SWEEPS;

    static {
        if (Boolean.getBoolean(Reports.MBEAN_PROPERTY)) {
            Reports.get().registerMBeanSoon();
        }
        String port = System.getProperty(Reports.LIVE_PROPERTY);
        if (port != null) {
            Reports.get().startLive(port);
        }
    }

    private OpenScopes() {}

    // Of one thread

    /** Returns the innermost scope that a thread has open, or null; to be asked by that thread. */
    static @Nullable Scope innermost(Strand strand) {
        for (Region each = strand.innermost(); each != null; each = each.around()) {
            if (each instanceof Scope scope) {
                return scope;
            }
        }
        return null;
    }

    /** Returns the scopes that a thread has open, outermost first; may be asked by any thread. */
    static List<Scope> of(Strand strand) {
        var scopes = new ArrayList<Scope>(1);
        for (Region each = strand.innermostNow(); each != null; each = each.around()) {
            if (each instanceof Scope scope) {
                scopes.add(scope);
            }
        }
        return scopes.reversed();
    }

    /** Closes the scopes inside of this one that its block has left open; returns what they throw, or null. */
    static @Nullable Throwable closeInside(Scope outer) {
        Throwable thrown = null;
        for (Scope inner; (inner = innermost(outer.strand())) != null && inner != outer; ) {
            try {
                inner.close();
            } catch (RuntimeException | Error e) {
                if (innermost(outer.strand()) == inner) {
                    throw e; // it couldn't even be closed: out of stack or memory, of which there is more further
                    // outside
                }
                thrown = Thrown.join(thrown, e);
            }
        }
        return thrown;
    }

    /** Closes what a goroutine has left open at its end; returns what is to be said of that, or null. */
    static @Nullable Throwable closeLeftOpen(Strand strand, String goroutine) {
        Throwable said = null;
        for (Scope scope; (scope = innermost(strand)) != null; ) {
            said = Thrown.join(
                    said,
                    new IllegalStateException("goroutine " + goroutine + " has left scope " + scope.name() + " open"));
            try {
                scope.close();
            } catch (RuntimeException | Error e) {
                Failures.suppress(said, e);
                if (innermost(strand) == scope) {
                    return said; // it couldn't even be closed; its goroutines are cancelled with this one's context
                }
            }
        }
        return said;
    }

    // The roots: threads that have a scope open, and are no goroutines

    static void addRoot(Strand owner) {
        ROOTS.add(owner);
        if (--untilSweep <= 0) {
            ROOTS.removeIf(each -> !each.thread().isAlive());
            untilSweep = Math.max(LEAST_BETWEEN_SWEEPS, ROOTS.size());
        }
    }

    static void removeRoot(Strand owner) {
        ROOTS.remove(owner);
    }

    /** Those that there are now, in the order of their threads' numbers. */
    static List<Strand> roots() {
        return ROOTS.stream()
                .sorted(Comparator.comparingLong(owner -> owner.thread().threadId()))
                .toList();
    }
}
