package dev.sluice.thumbs;

import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks into a file to tell whether it is a photo, and whether there is anything to do for it.
 *
 * <p>A photo is what its content says, whatever its name. A file whose name claims an image, or that was named directly, has
 * to be one; other files are passed over.
 *
 * <p>An inspector is safe for use by any number of threads. Used by one, photos come to the store in the order in which they
 * were listed, and where two of them want the same place, the first one has it.
 */
final class Inspector {
    private final Store store;
    private final Journal journal;
    private final Consumer<Photo> present;

    Inspector(Store store, Journal journal, Consumer<Photo> present) {
        this.store = store;
        this.journal = journal;
        this.present = present;
    }

    /**
     * Inspects a file.
     *
     * @param candidate the file
     * @return the photo, or nothing if there is nothing to do
     * @throws FailedFile if it should be a photo and isn't, or can't be read, or its thumbnails have no place
     * @throws RunStoppedException if no other file can be inspected either
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Photo> inspect(Candidate candidate) throws FailedFile, RunStoppedException, InterruptedException {
        Original original = candidate.original();
        Optional<ImageFormat> claimed =
                ImageFormat.named(candidate.name().getFileName().toString());
        boolean expected = candidate.named() || claimed.isPresent();
        try {
            if (claimed.isPresent()) {
                Photo photo = photo(candidate, claimed.get());
                if (store.isCurrent(photo)) {
                    return upToDate(photo);
                }
            }
            Optional<ImageFormat> format = ImageFormat.of(original.head(ImageFormat.SNIFFED_BYTES));
            expected |= format.isPresent();
            if (format.isPresent()) {
                return plan(photo(candidate, format.get()));
            }
            if (expected) {
                throw new FailedFile(original, notAnImage(original.origin().bytes(), claimed));
            }
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            if (expected) {
                throw new FailedFile(original, Reasons.of(e), e);
            }
        }
        journal.passedOver();
        return Optional.empty();
    }

    private Optional<Photo> plan(Photo photo) throws IOException, InterruptedException {
        if (store.plan(photo) == Store.Plan.SKIP) {
            return upToDate(photo);
        }
        return Optional.of(photo);
    }

    private Optional<Photo> upToDate(Photo photo) {
        journal.upToDate(photo.original());
        present.accept(photo);
        return Optional.empty();
    }

    private static Photo photo(Candidate candidate, ImageFormat format) throws IOException, InterruptedException {
        Original original = candidate.original();
        return new Photo(original, candidate.name(), format, original.origin());
    }

    private static String notAnImage(long bytes, Optional<ImageFormat> claimed) {
        if (bytes == 0) {
            return "the file is empty";
        }
        return claimed.map(format -> "not an image, though its name says " + format.label())
                .orElse("not an image of a known format");
    }
}
