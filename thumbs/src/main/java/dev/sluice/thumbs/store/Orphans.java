package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.Variant;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.list.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Finds the thumbnails whose photos are gone, and removes them.
 *
 * <p>An orphan is what has a stamp of this program whose photo is one that this run's sources had and have no more: the stamp
 * tells of which photo it is, and that one is asked for. So nothing is removed that another program has made, or that was made
 * from elsewhere. Where a source is empty, as if its disk weren't mounted, nothing of it counts as gone.
 */
public final class Orphans {
    /** What to do with an orphan. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @param name the orphan's name in the destination
         * @param seen what stands there
         * @throws IOException if it can't be done
         * @throws InterruptedException if the thread is interrupted
         */
        void on(Path name, Resident seen) throws IOException, InterruptedException;
    }

    /** How often something else may come in between. */
    private static final int ATTEMPTS = 5;

    private final Destination destination;
    private final Layout layout;
    private final List<Source> sources;
    private final BiConsumer<String, String> failures;

    /**
     * Creates a search.
     *
     * @param destination where the thumbnails are
     * @param layout how they are named
     * @param sources where the photos are
     * @param failures hears of the places that can't be looked at or removed, and why
     */
    public Orphans(Destination destination, Layout layout, List<Source> sources, BiConsumer<String, String> failures) {
        this.destination = destination;
        this.layout = layout;
        this.sources = sources;
        this.failures = failures;
    }

    /**
     * Looks at all thumbnails.
     *
     * @param action what to do with each orphan
     * @throws RunStoppedException if the destination or a source can't be listed
     * @throws InterruptedException if the thread is interrupted
     */
    public void forEach(Action action) throws RunStoppedException, InterruptedException {
        below(Path.of(""), action);
    }

    /**
     * Looks at the thumbnails of what is gone: of a photo, or of all that were in a folder.
     *
     * @param gone the name of the photo or the folder
     * @param action what to do with each orphan
     * @throws RunStoppedException if the destination or a source can't be listed
     * @throws InterruptedException if the thread is interrupted
     */
    public void of(Path gone, Action action) throws RunStoppedException, InterruptedException {
        for (Variant variant : layout.variants()) {
            for (Path thumbnail : layout.thumbnailsOf(gone, variant)) {
                visit(thumbnail, variant, action);
            }
        }
        below(gone, action);
    }

    private void below(Path folder, Action action) throws RunStoppedException, InterruptedException {
        for (Variant variant : layout.variants()) {
            Path tree = layout.tree(variant);
            destination.list(tree.resolve(folder), new Finds() {
                @Override
                public void found(Candidate candidate) throws InterruptedException {
                    Path name = folder.resolve(candidate.name());
                    if (variant.format().isExtensionOf(name.getFileName().toString())) {
                        visit(name, variant, action);
                    }
                }

                @Override
                public void failed(String place, String reason) {
                    failures.accept(place, reason);
                }
            });
        }
    }

    /** Looks at what has a name in the tree of a variant; again, if this run has put something else there meanwhile. */
    private void visit(Path thumbnail, Variant variant, Action action) throws InterruptedException {
        Path name = layout.tree(variant).resolve(thumbnail);
        try {
            for (int attempt = 1; !settle(name, thumbnail, variant, action); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new ChangedMeanwhileException(destination.show(name));
                }
            }
        } catch (NotAFileException _) {
            // no thumbnail, then
        } catch (IOException e) {
            failures.accept(destination.show(name), Reasons.of(e));
        }
    }

    private boolean settle(Path name, Path thumbnail, Variant variant, Action action)
            throws IOException, InterruptedException {
        Resident resident = destination.look(name);
        Stamp stamp = resident == null ? null : resident.stamp();
        if (resident == null || stamp == null || !isGone(stamp, layout.photosOf(thumbnail, variant))) {
            return true;
        }
        try {
            action.on(name, resident);
            return true;
        } catch (ChangedMeanwhileException _) {
            return false;
        }
    }

    private boolean isGone(Stamp stamp, List<Path> photos) throws RunStoppedException, InterruptedException {
        for (Source source : sources) {
            for (Path photo : photos) {
                Original original = source.original(photo);
                if (original.id().equals(stamp.origin().photo())) {
                    return original.isGone() && !source.isEmpty();
                }
            }
        }
        return false;
    }
}
