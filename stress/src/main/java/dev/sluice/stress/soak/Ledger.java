package dev.sluice.stress.soak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What became of each value of one program: it has to be exactly one thing. */
final class Ledger {
    /** What may become of a value. */
    enum Fate {
        /** An answer said that it wasn't sent, so the sender has it still. */
        RETURNED,
        /** Somebody has received it. */
        RECEIVED,
        /** The undelivered hook got it. */
        UNDELIVERED
    }

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Fate> fates;

    Ledger(int mostValues) {
        fates = new AtomicReferenceArray<>(mostValues);
    }

    /** Makes a value, of which the caller has to {@link #note} what became. Returns -1 if there are enough. */
    int make() {
        int value = next.getAndIncrement();
        return value < fates.length() ? value : -1;
    }

    void note(int value, Fate fate) {
        if (!fates.compareAndSet(value, null, fate)) {
            throw new AssertionError("value " + value + " was " + fates.get(value) + ", and then " + fate);
        }
    }

    int made() {
        return Math.min(next.get(), fates.length());
    }

    int count(Fate fate) {
        int count = 0;
        for (int value = 0; value < made(); value++) {
            if (fates.get(value) == fate) {
                count++;
            }
        }
        return count;
    }

    /** Throws unless something has become of each value. */
    void mustBeSettled() {
        for (int value = 0; value < made(); value++) {
            if (fates.get(value) == null) {
                throw new AssertionError("value " + value + " of " + made() + " was lost");
            }
        }
    }
}
