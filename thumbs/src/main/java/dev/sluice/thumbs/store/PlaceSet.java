package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.RawPath;
import dev.sluice.thumbs.list.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The places to which a forced run has put thumbnails: their stamps can't tell, since those of an earlier run are the same.
 *
 * <p>It keeps hashes of 64 bits, in at most 32 bytes for each place. It is safe for use by any number of threads.
 */
final class PlaceSet {
    private long[] slots = new long[64]; // its length is a power of two; zero marks a free slot
    private int size;

    synchronized void add(Path place) {
        long hash = hash(place);
        int at = find(slots, hash);
        if (slots[at] == 0) {
            slots[at] = hash;
            size++;
            if (2 * size > slots.length) {
                grow();
            }
        }
    }

    synchronized boolean contains(Path place) {
        return size > 0 && slots[find(slots, hash(place))] != 0;
    }

    private void grow() {
        var larger = new long[2 * slots.length];
        for (long hash : slots) {
            if (hash != 0) {
                larger[find(larger, hash)] = hash;
            }
        }
        slots = larger;
    }

    /** Returns the slot of a hash, or the free one where it would be. */
    private static int find(long[] slots, long hash) {
        int at = (int) hash & (slots.length - 1);
        while (slots[at] != 0 && slots[at] != hash) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private static long hash(Path place) {
        byte[] name = RawPath.unique(place).getBytes(StandardCharsets.UTF_8);
        long hash = Long.parseUnsignedLong(Origin.hash(name), 16);
        return hash == 0 ? 1 : hash;
    }
}
