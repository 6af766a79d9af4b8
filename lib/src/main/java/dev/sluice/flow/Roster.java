package dev.sluice.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A list whose members are dropped some time after they are over. It is swept when it has doubled, so that the time of an addition
 * doesn't depend on its length. Not safe for use by several threads.
 */
final class Roster<T> {
    private static final int LEAST_TO_SWEEP = 16;

    private final List<T> members = new ArrayList<>();
    private final Predicate<? super T> isOver;
    private int sweepAt = LEAST_TO_SWEEP;

    Roster(Predicate<? super T> isOver) {
        this.isOver = isOver;
    }

    void add(T member) {
        members.add(member);
        if (members.size() >= sweepAt) {
            members.removeIf(isOver);
            sweepAt = Math.max(LEAST_TO_SWEEP, 2 * members.size());
        }
    }

    /** Returns those that there are now, of which some may be over. */
    List<T> copy() {
        return List.copyOf(members);
    }
}
