package dev.sluice.runtime;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A heap of timers, the earliest on top. Each knows its place, so that it can leave from anywhere. */
final class TimerHeap {
    /*
     * Four children a node: half as deep as a binary heap, and an arriving timer, which is rarely
     * earlier than those before it, rises past half as many. The children of i are 4i+1 .. 4i+4.
     */

    private static final int CHILDREN = 4;
    private static final int MIN_CAPACITY = 16;

    private @Nullable Timer[] timers = new @Nullable Timer[MIN_CAPACITY];
    private int size;

    /** The earliest timer, or null if there is none. */
    @Nullable
    Timer first() {
        return timers[0];
    }

    int capacity() {
        return timers.length;
    }

    @SuppressWarnings("ReferenceEquality") // it is about this very node
    boolean holds(Timer timer, int place) {
        return place < size && timers[place] == timer;
    }

    /** Makes room for one more, so that the next {@link #add} can't fail. */
    void reserve() {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
        }
    }

    void add(Timer timer) {
        reserve();
        rise(timer, size++);
    }

    void remove(Timer timer) {
        int place = timer.place;
        Timer last = at(--size);
        timers[size] = null;
        if (place < size) {
            sink(last, place);
            if (last.place == place) {
                rise(last, place);
            }
        }
        shrink();
    }

    private void rise(Timer timer, int from) {
        int place = from;
        while (place > 0) {
            int above = (place - 1) / CHILDREN;
            Timer parent = at(above);
            if (timer.deadline - parent.deadline >= 0) {
                break;
            }
            put(parent, place);
            place = above;
        }
        put(timer, place);
    }

    private void sink(Timer timer, int from) {
        int place = from;
        for (int first = place * CHILDREN + 1; first < size; first = place * CHILDREN + 1) {
            Timer child = earliest(first, Math.min(first + CHILDREN, size));
            if (child.deadline - timer.deadline >= 0) {
                break;
            }
            int below = child.place;
            put(child, place);
            place = below;
        }
        put(timer, place);
    }

    private Timer earliest(int from, int to) {
        Timer earliest = at(from);
        for (int i = from + 1; i < to; i++) {
            Timer other = at(i);
            if (other.deadline - earliest.deadline < 0) {
                earliest = other;
            }
        }
        return earliest;
    }

    private void put(Timer timer, int place) {
        timers[place] = timer;
        timer.place = place;
    }

    private Timer at(int place) {
        return Objects.requireNonNull(timers[place]);
    }

    /** Gives back what a crowd has left behind; at a quarter, so that one more timer won't grow it again. */
    private void shrink() {
        if (timers.length > MIN_CAPACITY && size <= timers.length / 4) {
            timers = Arrays.copyOf(timers, timers.length / 2);
        }
    }
}
