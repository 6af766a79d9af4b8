package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The goroutines that can run. Their order depends on nothing but the history; adding and removing take constant time. */
final class ReadyList {
    static final int NOWHERE = -1;

    private final List<Goroutine> goroutines = new ArrayList<>();

    int size() {
        return goroutines.size();
    }

    boolean isEmpty() {
        return goroutines.isEmpty();
    }

    Goroutine at(int index) {
        return goroutines.get(index);
    }

    boolean contains(Goroutine goroutine) {
        return goroutine.place != NOWHERE;
    }

    void add(Goroutine goroutine) {
        goroutine.place = goroutines.size();
        goroutines.add(goroutine);
    }

    void remove(Goroutine goroutine) {
        Goroutine last = goroutines.removeLast();
        if (last != goroutine) {
            goroutines.set(goroutine.place, last);
            last.place = goroutine.place;
        }
        goroutine.place = NOWHERE;
    }

    /** The one with this number, or null if it can't run. */
    @Nullable
    Goroutine withId(int id) {
        for (Goroutine each : goroutines) {
            if (each.id() == id) {
                return each;
            }
        }
        return null;
    }

    /** The one whose number follows next upon the given one, round and round. */
    Goroutine after(int id) {
        Goroutine next = null;
        Goroutine lowest = goroutines.getFirst();
        for (Goroutine each : goroutines) {
            if (each.id() < lowest.id()) {
                lowest = each;
            }
            if (each.id() > id && (next == null || each.id() < next.id())) {
                next = each;
            }
        }
        return next == null ? lowest : next;
    }
}
