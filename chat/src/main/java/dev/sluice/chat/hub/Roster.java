package dev.sluice.chat.hub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of those that are in a room, as all in it are told: of the {@value #NAMED} that have been there longest the names, of the
 * others only how many there are. So what a client is told has a bound that doesn't grow with the room, and is right nevertheless: the
 * list is the same for all, and changes for all at once.
 */
final class Roster {
    /** How many names are told. */
    static final int NAMED = 200;

    /**
     * What has changed since the list was told last.
     *
     * @param joined the names that have come to the list
     * @param left the names that have gone from it
     * @param size how many are in the room
     */
    record Change(List<String> joined, List<String> left, int size) {}

    private final Set<String> named = new LinkedHashSet<>();
    private final Set<String> others = new LinkedHashSet<>();
    private Set<String> told = Set.of();
    private int toldSize;

    void add(String name) {
        (named.size() < NAMED ? named : others).add(name);
    }

    void remove(String name) {
        if (!others.remove(name) && named.remove(name) && !others.isEmpty()) {
            String next = others.iterator().next();
            others.remove(next);
            named.add(next);
        }
    }

    int size() {
        return named.size() + others.size();
    }

    /** Returns whether there are more than are named. */
    boolean isLarge() {
        return !others.isEmpty();
    }

    /** Returns the list as it was told last, and a name that must not be missing. */
    List<String> toldWith(String own) {
        var names = new ArrayList<>(told);
        if (!told.contains(own)) {
            names.add(own);
        }
        return names;
    }

    /** Returns what is to be told to those that know the list as it was told last, or null. From now on that is the present one. */
    @Nullable
    Change tell() {
        var change = new Change(without(named, told), without(told, named), size());
        if (change.joined().isEmpty() && change.left().isEmpty() && toldSize == size()) {
            return null;
        }
        told = new LinkedHashSet<>(named);
        toldSize = size();
        return change;
    }

    private static List<String> without(Set<String> names, Set<String> known) {
        return names.stream().filter(name -> !known.contains(name)).toList();
    }
}
