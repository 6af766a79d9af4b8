package dev.sluice.thumbs.store;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places that photos on their way through the pipeline will take. There are never more of them than the pipeline holds
 * photos, since a stored photo is known by its stamp.
 *
 * <p>Claims are safe for use by any number of threads.
 */
final class Claims {
    private final Map<Path, Claim> claims = new HashMap<>();

    /**
     * A photo that will take a place, and what was seen there.
     *
     * @param photo the photo
     * @param seen what stands in the place of each of its thumbnails
     */
    record Claim(String photo, List<@Nullable Resident> seen) {}

    /**
     * Claims a place, unless it is claimed already.
     *
     * @param place the place
     * @param claim the photo that wants it
     * @return the claim that is there already, or null if it was free
     */
    synchronized @Nullable Claim claim(Path place, Claim claim) {
        return claims.putIfAbsent(place, claim);
    }

    /** Returns the claim of a place, or null if there is none. */
    synchronized @Nullable Claim at(Path place) {
        return claims.get(place);
    }

    /**
     * Gives a place back, if this photo has it.
     *
     * @param place the place
     * @param photo the photo
     */
    synchronized void release(Path place, String photo) {
        Claim claim = claims.get(place);
        if (claim != null && claim.photo().equals(photo)) {
            claims.remove(place);
        }
    }
}
