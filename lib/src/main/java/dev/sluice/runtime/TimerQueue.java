package dev.sluice.runtime;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A timer queue holds started timers and gives them out when their deadlines have come.
 *
 * <p>It has neither a thread nor a clock: the code that drives it tells it the time. It is not safe for
 * use by several threads at once; its driver guards it by a lock.
 *
 * <p>A deadline is at most {@code Long.MAX_VALUE / 2} away from the moment of the latest poll.
 */
public final class TimerQueue {
    /*
     * Far deadlines wait in a wheel, in which adding and removing touch a list and nothing else. A
     * deadline that is cancelled before it comes near, as nearly all are, never costs more. Near
     * deadlines wait in a heap, which is exact.
     *
     * The wheel is hierarchical (Varghese and Lauck, 1987, scheme 7). Level 0 has 64 slots of 2^27 ns
     * (0.13 s), and each further level has 64 slots which are as wide as all of the level below: 8.6 s,
     * 9 min, 10 h, 26 days, 4.5 years, and two slots of 292 years. So seven levels cover the whole
     * scale of moments, and there is no list of the too distant.
     *
     * A moment's digits say where it belongs: above the low 27 bits, each group of six is the slot's
     * index on one level. `clock` is the beginning of the slot of level 0 that time has reached.
     *
     *   1. A timer whose deadline is before the end of the slot that begins at `clock` is in the heap.
     *      Any other is in the wheel, on the level of the highest digit in which its deadline differs
     *      from `clock`, in the slot named by its deadline's digit there.
     *   2. Hence all timers of the heap are before all of the wheel, those of a lower level before
     *      those of a higher, and on a level they go round from the clock's digit upwards. Only on the
     *      top level can that pass the end, since the digits above are the same for both: this is how
     *      the scale's wrap-around is taken care of.
     *   3. `clock` never passes the beginning of a slot with timers in it. When it comes to one (a
     *      turn), the slot's timers are placed anew, and come lower since they now agree with the
     *      clock in one more digit. A timer is moved once per level at most.
     *   4. A turn may be left in the middle, and be taken up later: `turning` is its slot. Meanwhile
     *      (2) doesn't hold for the slot's remaining timers, so nothing is given out. Timers can be
     *      added, never to this slot (they agree with the clock in its digit), and removed.
     *   5. timer.place is IDLE; or its index in the heap, from 0 up; or -2 - slot in the wheel. The bit
     *      of a slot in `occupied` is set if and only if its list isn't empty.
     *
     * Roads not taken: one level with a count of rounds looks at every distant timer on every round; a
     * wheel that ticks wakes up for empty slots (the bits name the next slot with something in it)
     * and rounds to its tick; a heap alone pays log n, mostly cache misses, for what is cancelled.
     */

    private static final int SLOT_SHIFT = 27;
    private static final long SLOT_NANOS = 1L << SLOT_SHIFT;
    private static final int DIGIT_BITS = 6;
    private static final int SLOTS_PER_LEVEL = 1 << DIGIT_BITS; // one bit each in a long
    private static final int LEVELS = (Long.SIZE - 1 - SLOT_SHIFT) / DIGIT_BITS + 1;
    private static final int NONE = -1;

    private final TimerHeap near = new TimerHeap();
    private final @Nullable Timer[] slots = new @Nullable Timer[LEVELS * SLOTS_PER_LEVEL];
    private final long[] occupied = new long[LEVELS];
    private long clock;
    private int turning = NONE;
    private int pending;

    /** Creates an empty queue at the given moment. */
    public TimerQueue(long nowNanos) {
        clock = nowNanos & -SLOT_NANOS;
    }

    /**
     * Adds a timer.
     *
     * @return the moment at which it wants a poll: its deadline, or earlier
     * @throws IllegalStateException if the timer is started
     */
    public long add(Timer timer, long deadlineNanos) {
        if (timer.place != Timer.IDLE) {
            throw new IllegalStateException("timer is already started: " + timer);
        }
        near.reserve();
        timer.deadline = deadlineNanos;
        pending++;
        place(timer);
        return timer.place >= 0 ? deadlineNanos : beginning(slotOf(timer), deadlineNanos);
    }

    /** Removes a timer, and returns whether it was here. */
    public boolean remove(Timer timer) {
        int place = timer.place;
        if (place == Timer.IDLE) {
            return false;
        }
        if (place >= 0) {
            if (!near.holds(timer, place)) {
                throw new IllegalStateException("timer was started elsewhere: " + timer);
            }
            near.remove(timer);
        } else {
            unlink(timer);
        }
        timer.place = Timer.IDLE;
        pending--;
        return true;
    }

    /** How many timers are here. */
    public int pending() {
        return pending;
    }

    /**
     * The moment of the next poll that has something to do. It gives out a timer then, or only moves
     * some that have come nearer. An earlier poll does nothing.
     *
     * @throws NoSuchElementException if the queue is empty
     */
    public long nextDue() {
        if (pending == 0) {
            throw new NoSuchElementException("the queue is empty");
        }
        if (turning != NONE) {
            return clock;
        }
        Timer first = near.first();
        return first != null ? first.deadline : beginning(firstSlot());
    }

    /** Removes and returns the timer with the earliest deadline if that has come, and null if not. */
    public @Nullable Timer poll(long nowNanos) {
        turn(nowNanos, Integer.MAX_VALUE);
        Timer first = near.first();
        if (first == null || first.deadline - nowNanos > 0) {
            return null;
        }
        remove(first);
        return first;
    }

    /**
     * Does the part of a poll that takes long when many timers come nearer at once, in small steps.
     *
     * @param atMost how many timers to move at most
     * @return whether it's done; if not, the next poll or turn goes on with it
     */
    boolean turn(long nowNanos, int atMost) {
        int movesLeft = atMost;
        while (turning != NONE || beginTurn(nowNanos)) {
            for (Timer timer = slots[turning]; timer != null; timer = slots[turning]) {
                if (movesLeft-- == 0) {
                    return false;
                }
                near.reserve();
                unlink(timer);
                place(timer);
            }
            turning = NONE;
        }
        return true;
    }

    /** How much room the near timers take, for tests. */
    int nearCapacity() {
        return near.capacity();
    }

    /** Moves the clock on, to the first slot with timers in it (and returns true) or else to the present. */
    private boolean beginTurn(long nowNanos) {
        int first = firstSlot();
        if (first != NONE) {
            long beginning = beginning(first);
            if (beginning - nowNanos <= 0) {
                clock = beginning;
                turning = first;
                return true;
            }
        }
        long present = nowNanos & -SLOT_NANOS;
        if (present - clock > 0) {
            clock = present;
        }
        return false;
    }

    private void place(Timer timer) {
        if (timer.deadline - clock < SLOT_NANOS) {
            near.add(timer);
        } else {
            int highestBit = Long.SIZE - 1 - Long.numberOfLeadingZeros(timer.deadline ^ clock);
            int level = (highestBit - SLOT_SHIFT) / DIGIT_BITS;
            link(timer, level * SLOTS_PER_LEVEL + digit(timer.deadline, level));
        }
    }

    private void link(Timer timer, int slot) {
        Timer head = slots[slot];
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        slots[slot] = timer;
        occupied[slot / SLOTS_PER_LEVEL] |= 1L << slot;
        timer.place = -2 - slot;
    }

    /** Takes a timer out of its slot, and cuts its links so that it keeps no other alive. */
    private void unlink(Timer timer) {
        Timer previous = timer.previous;
        Timer next = timer.next;
        timer.previous = null;
        timer.next = null;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
            return;
        }
        int slot = slotOf(timer);
        slots[slot] = next;
        if (next == null) {
            occupied[slot / SLOTS_PER_LEVEL] &= ~(1L << slot);
        }
    }

    /** The slot whose turn is next, or NONE if the wheel is empty. */
    private int firstSlot() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                int current = digit(clock, level);
                int distance = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], current));
                return level * SLOTS_PER_LEVEL + (current + distance) % SLOTS_PER_LEVEL;
            }
        }
        return NONE;
    }

    private static int slotOf(Timer timer) {
        return -2 - timer.place;
    }

    private static int digit(long moment, int level) {
        return (int) (moment >>> shift(level)) & (SLOTS_PER_LEVEL - 1);
    }

    private long beginning(int slot) {
        Timer any = Objects.requireNonNull(slots[slot]);
        return beginning(slot, any.deadline);
    }

    /** The moment at which a slot begins, known by any deadline that belongs to it. */
    private static long beginning(int slot, long deadline) {
        return deadline & (-1L << shift(slot / SLOTS_PER_LEVEL));
    }

    private static int shift(int level) {
        return SLOT_SHIFT + level * DIGIT_BITS;
    }
}
