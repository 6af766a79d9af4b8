package dev.sluice;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

// Floor: scopes
/** The threads, other than goroutines, that have a scope open: the roots of all trees of scopes. */
final class Owners {
    /*
     * A thread that ends without closing its scope would stay here for ever. So those are swept out now and then: when as many
     * have been added as were left after the last sweep. The count is shared without synchronisation: a lost update only
     * delays a sweep.
     */
    private static final int LEAST_BETWEEN_SWEEPS = 1_024;

    private static final Set<Strand> OWNERS = ConcurrentHashMap.newKeySet();
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

    private Owners() {}

    static void add(Strand owner) {
        OWNERS.add(owner);
        if (--untilSweep <= 0) {
            OWNERS.removeIf(each -> !each.thread().isAlive());
            untilSweep = Math.max(LEAST_BETWEEN_SWEEPS, OWNERS.size());
        }
    }

    static void remove(Strand owner) {
        OWNERS.remove(owner);
    }

    /** Those that there are now, in the order of their threads' numbers. */
    static List<Strand> now() {
        return OWNERS.stream()
                .sorted(Comparator.comparingLong(owner -> owner.thread().threadId()))
                .toList();
    }
}
