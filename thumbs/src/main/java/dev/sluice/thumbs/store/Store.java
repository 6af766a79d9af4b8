package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.PartFile;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.image.Variant;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the thumbnails in the output folder.
 *
 * <p>A photo goes through the store in two steps: {@link #plan} says whether its thumbnails have to be made, and holds their
 * places; {@link #put} writes them. Whoever planned a photo {@linkplain #release releases} it at the end, made or not.
 *
 * <p>A thumbnail is written to a {@linkplain PartFile part file} in its folder, and renamed when it is whole. What is under a
 * final name is therefore whole at every moment, and a run that was killed is finished by running it again.
 *
 * <p>The store never replaces a file that it didn't make, unless it is forced to; and never a photo by its own thumbnail.
 *
 * <p>One thread may plan while another one puts.
 */
public final class Store {
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

    private final Disk disk;
    private final Layout layout;
    private final boolean force;
    private final PartFile part = PartFile.ofThisRun();
    private final Claims claims = new Claims();
    private final StaleParts staleParts;

    /**
     * Creates a store on the file system of this machine.
     *
     * @param layout where thumbnails go
     * @param force whether to make thumbnails that are up to date, and to replace files that aren't thumbnails
     */
    public Store(Layout layout, boolean force) {
        this(layout, force, new LocalDisk());
    }

    Store(Layout layout, boolean force, Disk disk) {
        this.layout = layout;
        this.force = force;
        this.disk = disk;
        this.staleParts = new StaleParts(disk, part);
    }

    /**
     * Makes the output folder, and finds out whether it takes files.
     *
     * @throws OutputException if it doesn't
     */
    public void open() throws OutputException {
        try {
            disk.createFolders(layout.out());
            staleParts.deleteIn(layout.out());
        } catch (IOException e) {
            throw new OutputException(
                    layout.out() + ": can't be the output folder: " + Reasons.of(e) + "; name another one with --out",
                    e);
        }
        probe(1);
    }

    /**
     * Decides what has to be done for a photo, and if that is anything, holds the places of its thumbnails.
     *
     * @param photo the photo
     * @return what has to be done; after {@link Plan#MAKE} the photo has to be {@linkplain #release released}
     * @throws PlaceTakenException if another photo's thumbnail, or a file that isn't a thumbnail, is or will be in one of the
     *     places
     * @throws IOException if the places can't be looked at
     */
    public Plan plan(Photo photo) throws IOException {
        boolean current = true;
        for (Variant variant : layout.variants()) {
            Path target = target(photo, variant);
            current &= switch (standing(target, photo, variant)) {
                case CURRENT -> !force;
                case MADE_BY_THIS_RUN -> true;
                case FREE, OUTDATED -> false;
            };
        }
        if (current) {
            return Plan.SKIP;
        }
        return claim(photo) ? Plan.MAKE : Plan.SKIP;
    }

    /**
     * Deletes the part files that killed runs have left where the thumbnails of a photo go.
     *
     * @param photo the photo
     * @throws IOException if one can't be deleted
     */
    public void tidyFor(Photo photo) throws IOException {
        for (Variant variant : layout.variants()) {
            staleParts.deleteIn(folderOf(target(photo, variant)));
        }
    }

    /**
     * Writes the thumbnails of a photo.
     *
     * @param photo the photo
     * @param thumbnails one for each variant
     * @return how many bytes were written
     * @throws PlaceTakenException if another run has taken one of the places meanwhile
     * @throws OutputException if the output folder takes no more files
     * @throws IOException if one of these thumbnails can't be written, though others can
     * @throws InterruptedException if the thread is interrupted while it writes; no part file is left
     */
    public long put(Photo photo, List<Thumbnail> thumbnails) throws IOException, InterruptedException {
        try {
            long bytes = 0;
            for (Thumbnail thumbnail : thumbnails) {
                bytes += put(photo, thumbnail);
            }
            return bytes;
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        }
    }

    /**
     * Gives back the places that {@link #plan} held for a photo.
     *
     * @param photo the photo
     */
    public void release(Photo photo) {
        claims.release(
                target(photo, layout.variants().getFirst()), photo.origin().photo());
    }

    /**
     * Answers where the thumbnails of a photo go.
     *
     * @param photo the photo
     * @return a path for each variant
     */
    public List<Path> targets(Photo photo) {
        return layout.variants().stream().map(variant -> target(photo, variant)).toList();
    }

    private Path target(Photo photo, Variant variant) {
        return layout.target(photo.name(), photo.format(), variant);
    }

    private long put(Photo photo, Thumbnail thumbnail) throws IOException {
        Variant variant = thumbnail.variant();
        Path target = target(photo, variant);
        standing(target, photo, variant);
        byte[] bytes = thumbnail.bytes();
        byte[] content = new Stamp(photo.origin(), variant.recipe(), part.run(), bytes.length).into(bytes);
        write(target, content);
        return content.length;
    }

    /** Claims one place for all variants, since their names differ only by the size and the format. */
    private boolean claim(Photo photo) throws PlaceTakenException {
        Path place = target(photo, layout.variants().getFirst());
        String holder = claims.claim(place, photo.origin().photo());
        if (holder != null && !holder.equals(photo.origin().photo())) {
            throw takenByAnotherPhoto(place);
        }
        return holder == null;
    }

    private Standing standing(Path target, Photo photo, Variant variant) throws IOException {
        Disk.Head head = disk.head(target, Stamp.HEAD_BYTES);
        if (head == null) {
            return Standing.FREE;
        }
        Stamp.Found found = Stamp.find(head.bytes(), head.fileBytes());
        if (found == null) {
            requireReplaceable(target, photo, head);
            return Standing.OUTDATED;
        }
        if (!found.whole()) {
            return Standing.OUTDATED;
        }
        Stamp stamp = found.stamp();
        Origin origin = photo.origin();
        boolean samePhoto = origin.photo().equals(stamp.origin().photo());
        if (stamp.run().equals(part.run())) {
            if (!samePhoto) {
                throw takenByAnotherPhoto(target);
            }
            return Standing.MADE_BY_THIS_RUN;
        }
        boolean unchanged = origin.isUnchangedSince(stamp.origin());
        if (!samePhoto && !unchanged && !force) {
            throw new PlaceTakenException(target + " is the thumbnail of another photo of that name; use another --out"
                    + " for one of them, or --force if the photos have been moved");
        }
        return unchanged && stamp.options().equals(variant.recipe()) ? Standing.CURRENT : Standing.OUTDATED;
    }

    /** A file without a stamp is somebody else's, and may be the only one of its kind; an empty one is nothing to lose. */
    private void requireReplaceable(Path target, Photo photo, Disk.Head head) throws IOException {
        if (head.fileBytes() == 0) {
            return;
        }
        if (Files.isSameFile(target, photo.file())) {
            throw new PlaceTakenException("its thumbnail would replace the photo itself; use another --out");
        }
        if (!force) {
            throw new PlaceTakenException(
                    target + " exists and was not made by this program; use another --out, or --force to replace it");
        }
    }

    private static PlaceTakenException takenByAnotherPhoto(Path target) {
        return new PlaceTakenException("its thumbnail would be " + target
                + ", which another photo has taken; name the folder above both, or use another --out for one of them");
    }

    private void write(Path target, byte[] content) throws IOException {
        Path folder = folderOf(target);
        Path file = part.in(folder);
        try {
            disk.createFolders(folder);
            disk.write(file, content);
            disk.rename(file, target);
        } catch (IOException e) {
            deleteAfter(e, file);
            if (!(e instanceof ClosedByInterruptException)) {
                probe(content.length);
            }
            throw e;
        }
    }

    /** Writes a file of this size and deletes it, to tell a place that can't be written to from a disk that can't. */
    private void probe(int bytes) throws OutputException {
        Path file = part.in(layout.out());
        try {
            disk.write(file, new byte[bytes]);
            disk.delete(file);
        } catch (IOException e) {
            deleteAfter(e, file);
            throw new OutputException(
                    layout.out() + ": the output folder takes no files: " + Reasons.of(e)
                            + "; what is stored so far is whole, and running again goes on from there",
                    e);
        }
    }

    private void deleteAfter(IOException failure, Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path folderOf(Path target) {
        Path folder = target.getParent();
        return folder == null ? Path.of("") : folder;
    }
}
