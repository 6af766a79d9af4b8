package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.image.Variant;
import dev.sluice.thumbs.list.Origin;
import dev.sluice.thumbs.list.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the thumbnails in their destination.
 *
 * <p>A photo goes through the store in two steps: {@link #plan} says whether its thumbnails have to be made, and holds their
 * places; {@link #put} writes them. What was planned is {@linkplain #release released} at the end, made or not.
 *
 * <p>The store never replaces what this program didn't make, unless it is forced to; and never a photo by its own thumbnail.
 *
 * <p>A store is safe for use by any number of threads. Of two photos that want the same place, the one that is planned first
 * has it.
 */
public final class Store implements AutoCloseable {
    /** What has to be done for a photo. */
    public enum Plan {
        /** Its thumbnails are to be made. */
        MAKE,
        /** There is nothing to do: they are up to date, or the same photo is on its way already. */
        SKIP
    }

    private enum Standing {
        FREE,
        CURRENT,
        OUTDATED,
        MADE_BY_THIS_RUN
    }

    /** How often something else may come in between. */
    private static final int ATTEMPTS = 5;

    private final Destination destination;
    private final Layout layout;
    private final boolean force;
    private final Claims claims = new Claims();
    private final PlaceSet forced = new PlaceSet();

    /**
     * Creates a store.
     *
     * @param destination where thumbnails go
     * @param layout how they are named
     * @param force whether to make thumbnails that are up to date, and to replace what isn't a thumbnail
     */
    public Store(Destination destination, Layout layout, boolean force) {
        this.destination = destination;
        this.layout = layout;
        this.force = force;
    }

    /**
     * Finds out whether the destination takes thumbnails.
     *
     * @throws RunStoppedException if it doesn't
     * @throws InterruptedException if the thread is interrupted
     */
    public void open() throws RunStoppedException, InterruptedException {
        destination.open();
    }

    /** Lets other runs have the destination. */
    @Override
    public void close() {
        destination.close();
    }

    /**
     * Returns whether all thumbnails of a photo are up to date. It never is if the store is forced to make them.
     *
     * @param photo the photo
     * @return whether there is nothing to do
     * @throws IOException if the places can't be looked at
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean isCurrent(Photo photo) throws IOException, InterruptedException {
        for (Variant variant : layout.variants()) {
            Resident resident = force ? null : destination.look(name(photo, variant));
            if (resident == null || !isCurrent(resident, photo, variant)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decides what has to be done for a photo, and if that is anything, holds the places of its thumbnails.
     *
     * @param photo the photo
     * @return what has to be done; after {@link Plan#MAKE} the photo has to be {@linkplain #release released}
     * @throws PlaceTakenException if another photo's thumbnail, or a file that isn't a thumbnail, is or will be in one of the
     *     places
     * @throws IOException if the places can't be looked at
     * @throws InterruptedException if the thread is interrupted
     */
    public Plan plan(Photo photo) throws IOException, InterruptedException {
        boolean current = true;
        var seen = new ArrayList<@Nullable Resident>();
        for (Variant variant : layout.variants()) {
            Resident resident = destination.look(name(photo, variant));
            seen.add(resident);
            current &= switch (standing(resident, photo, variant)) {
                case CURRENT -> !force;
                case MADE_BY_THIS_RUN -> true;
                case FREE, OUTDATED -> false;
            };
        }
        if (current) {
            return Plan.SKIP;
        }
        return claim(photo, Collections.unmodifiableList(seen)) ? Plan.MAKE : Plan.SKIP;
    }

    /**
     * Puts the thumbnails of a photo that was planned.
     *
     * @param photo the photo
     * @param thumbnails one for each variant, in their order
     * @return how many bytes were put
     * @throws PlaceTakenException if another run has taken one of the places meanwhile
     * @throws RunStoppedException if the destination takes no more thumbnails
     * @throws IOException if one of these thumbnails can't be put, though others can
     * @throws InterruptedException if the thread is interrupted; each thumbnail is whole, or isn't there
     */
    public long put(Photo photo, List<Thumbnail> thumbnails) throws IOException, InterruptedException {
        Claims.Claim claim = claims.at(claimed(photo));
        long bytes = 0;
        for (int i = 0; i < thumbnails.size(); i++) {
            Resident seen = claim == null ? null : claim.seen().get(i);
            bytes += put(photo, thumbnails.get(i), seen);
        }
        return bytes;
    }

    /**
     * Says that another process has put the thumbnails of a photo that was planned here.
     *
     * @param photo the photo
     */
    public void stored(Photo photo) {
        if (force) {
            layout.variants().forEach(variant -> forced.add(name(photo, variant)));
        }
    }

    /**
     * Gives back the places that {@link #plan} held for a photo.
     *
     * @param photo the photo
     */
    public void release(Photo photo) {
        claims.release(claimed(photo), photo.origin().photo());
    }

    /**
     * Returns where the thumbnails of a photo go.
     *
     * @param photo the photo
     * @return a place for each variant, as it is shown to the user
     */
    public List<String> targets(Photo photo) {
        return layout.variants().stream()
                .map(variant -> destination.show(name(photo, variant)))
                .toList();
    }

    /**
     * Returns a search for thumbnails whose photos are gone.
     *
     * @param sources where photos are
     * @param failures hears of the places that can't be looked at, and why
     * @return the search
     */
    public Orphans orphans(List<Source> sources, BiConsumer<String, String> failures) {
        return new Orphans(destination, layout, sources, failures);
    }

    /**
     * Removes a thumbnail.
     *
     * @param name its name in the destination
     * @param seen what is known to stand there
     * @throws IOException if it can't be removed
     * @throws InterruptedException if the thread is interrupted
     */
    public void remove(Path name, Resident seen) throws IOException, InterruptedException {
        destination.remove(name, seen);
    }

    /**
     * Returns a name in the destination as it is shown to the user.
     *
     * @param name the name
     * @return the whole path or address
     */
    public String show(Path name) {
        return destination.show(name);
    }

    /**
     * Returns how many photos are best put at once.
     *
     * @return the number of threads
     */
    public int writers() {
        return destination.writers();
    }

    private Path name(Photo photo, Variant variant) {
        return layout.name(photo.name(), photo.format(), variant);
    }

    /** One place stands for all variants, since their names differ only by the size and the format. */
    private Path claimed(Photo photo) {
        return name(photo, layout.variants().getFirst());
    }

    private boolean claim(Photo photo, List<@Nullable Resident> seen) throws PlaceTakenException {
        String id = photo.origin().photo();
        Claims.Claim holder = claims.claim(claimed(photo), new Claims.Claim(id, seen));
        if (holder != null && !holder.photo().equals(id)) {
            throw takenByAnotherPhoto(claimed(photo));
        }
        return holder == null;
    }

    private long put(Photo photo, Thumbnail thumbnail, @Nullable Resident seen)
            throws IOException, InterruptedException {
        Path name = name(photo, thumbnail.variant());
        Sealed thumbnailWithStamp = Sealed.of(thumbnail, photo.origin());
        Resident instead = seen;
        for (int attempt = 1; ; attempt++) {
            try {
                destination.put(name, thumbnailWithStamp, instead);
                if (force) {
                    forced.add(name);
                }
                return thumbnailWithStamp.bytes().length;
            } catch (ChangedMeanwhileException e) {
                instead = destination.look(name);
                if (standing(instead, photo, thumbnail.variant()) == Standing.CURRENT) {
                    return 0; // another run has done the same
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Standing standing(@Nullable Resident resident, Photo photo, Variant variant) throws IOException {
        if (resident == null) {
            return Standing.FREE;
        }
        Path name = name(photo, variant);
        if (destination.holds(name, photo.original())) {
            throw new PlaceTakenException("its thumbnail would replace the photo itself; use another --out");
        }
        if (!resident.made()) {
            requireReplaceable(resident, name);
            return Standing.OUTDATED;
        }
        Stamp stamp = resident.stamp();
        if (stamp == null || !resident.whole()) {
            return Standing.OUTDATED;
        }
        Origin origin = photo.origin();
        boolean samePhoto = origin.photo().equals(stamp.origin().photo());
        if (forced.contains(name)) {
            if (!samePhoto) {
                throw takenByAnotherPhoto(name);
            }
            return Standing.MADE_BY_THIS_RUN;
        }
        if (!samePhoto && !origin.isUnchangedSince(stamp.origin()) && !force) {
            throw new PlaceTakenException(
                    destination.show(name) + " is the thumbnail of another photo of that name; use"
                            + " another --out for one of them, or --force if the photos have been moved");
        }
        return isCurrent(resident, photo, variant) ? Standing.CURRENT : Standing.OUTDATED;
    }

    private static boolean isCurrent(Resident resident, Photo photo, Variant variant) {
        Stamp stamp = resident.stamp();
        return stamp != null
                && resident.whole()
                && photo.origin().isUnchangedSince(stamp.origin())
                && stamp.recipe().equals(variant.recipe());
    }

    /** What has no stamp was made by another program, and may be the only one of its kind; an empty file is nothing to lose. */
    private void requireReplaceable(Resident resident, Path name) throws PlaceTakenException {
        if (resident.bytes() > 0 && !force) {
            throw new PlaceTakenException(destination.show(name)
                    + " exists and was not made by this program; use another --out, or --force to replace it");
        }
    }

    private PlaceTakenException takenByAnotherPhoto(Path name) {
        return new PlaceTakenException("its thumbnail would be " + destination.show(name)
                + ", which another photo has taken; name the folder above both, or use another --out for one of them");
    }
}
