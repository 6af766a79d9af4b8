package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Keeps account of numbered values: each must end up in exactly one place. */
final class SelectLedger {
    /** Where a value can end. */
    enum Place {
        RECEIVED(0),
        UNDELIVERED(8),
        KEPT(16);

        private final int shift;

        Place(int shift) {
            this.shift = shift;
        }
    }

    private static final int MOST_SHOWN = 10;

    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicIntegerArray places;

    SelectLedger(int most) {
        places = new AtomicIntegerArray(most);
    }

    boolean isNearlyFull() {
        return issued.get() > places.length() - 100_000;
    }

    Integer next() {
        return issued.getAndIncrement();
    }

    void enter(Integer value, Place place) {
        places.addAndGet(value, 1 << place.shift);
    }

    int issued() {
        return issued.get();
    }

    void mustBalance(String when) {
        var wrong = new ArrayList<String>();
        var counts = new EnumMap<Place, Integer>(Place.class);
        for (int value = 0; value < issued.get(); value++) {
            int where = places.get(value);
            int sum = 0;
            for (Place place : Place.values()) {
                int times = (where >> place.shift) & 0xff;
                counts.merge(place, times, Integer::sum);
                sum += times;
            }
            if (sum != 1 && wrong.size() < MOST_SHOWN) {
                wrong.add(value + " is in " + Integer.toHexString(where));
            }
        }
        assertThat(wrong)
                .as("%s: %s issued, in places %s", when, issued, counts)
                .isEmpty();
    }
}
