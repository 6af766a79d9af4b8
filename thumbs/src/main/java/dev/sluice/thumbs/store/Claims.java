package dev.sluice.thumbs.store;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places that photos on their way through the pipeline will take. There are never more of them than the pipeline holds
 * photos, since a stored photo is known by its stamp.
 *
 * <p>Claims are safe for use by any number of threads.
 */
final class Claims {
    private final Map<Path, String> photos = new HashMap<>();

    /**
     * Claims a place, unless it is claimed already.
     *
     * @param place the place
     * @param photo the photo that wants it
     * @return the photo that has it already, or null if it was free
     */
    synchronized @Nullable String claim(Path place, String photo) {
        return photos.putIfAbsent(place, photo);
    }

    /**
     * Gives a place back, if this photo has it.
     *
     * @param place the place
     * @param photo the photo
     */
    synchronized void release(Path place, String photo) {
        photos.remove(place, photo);
    }
}
