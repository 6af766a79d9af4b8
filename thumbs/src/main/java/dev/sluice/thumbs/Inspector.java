package dev.sluice.thumbs;

import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.report.Journal;
import dev.sluice.thumbs.store.Origin;
import dev.sluice.thumbs.store.Photo;
import dev.sluice.thumbs.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a file to tell whether it is a photo, and whether there is anything to do for it.
 *
 * <p>A photo is what its content says, whatever its name. A file whose name claims an image, or that was named directly, has
 * to be one; other files are passed over.
 *
 * <p>An inspector is used by one thread: so photos come to the store in the order in which they were listed, and where two of
 * them want the same place, the first one has it.
 */
final class Inspector {
    private final Store store;
    private final boolean dryRun;
    private final Journal journal;

    Inspector(Store store, boolean dryRun, Journal journal) {
        this.store = store;
        this.dryRun = dryRun;
        this.journal = journal;
    }

    /**
     * Inspects a file.
     *
     * @param candidate the file
     * @return the photo, or nothing if there is nothing to do
     * @throws FailedFile if it should be a photo and isn't, or can't be read, or its thumbnails have no place
     * @throws InterruptedException if the thread is interrupted
     */
    Optional<Photo> inspect(Candidate candidate) throws FailedFile, InterruptedException {
        Path file = candidate.file();
        try {
            Photo photo = photo(candidate);
            if (photo == null) {
                journal.passedOver();
                return Optional.empty();
            }
            if (!dryRun) {
                store.tidyFor(photo);
            }
            if (store.plan(photo) == Store.Plan.SKIP) {
                journal.upToDate(file);
                return Optional.empty();
            }
            return Optional.of(photo);
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw new FailedFile(file, Reasons.of(e), e);
        }
    }

    private static @Nullable Photo photo(Candidate candidate) throws IOException, FailedFile {
        Path file = candidate.file();
        Optional<ImageFormat> claimed = ImageFormat.named(file.getFileName().toString());
        boolean expected = candidate.named() || claimed.isPresent();
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            if (expected) {
                throw e;
            }
            return null;
        }
        if (!attributes.isRegularFile()) {
            if (expected) {
                throw new FailedFile(file, "not a regular file");
            }
            return null;
        }
        Optional<ImageFormat> format = format(file, expected);
        if (format.isEmpty()) {
            if (expected) {
                throw new FailedFile(file, notAnImage(attributes.size(), claimed));
            }
            return null;
        }
        var origin =
                Origin.of(file, attributes.size(), attributes.lastModifiedTime().toInstant());
        return new Photo(file, candidate.name(), format.get(), origin);
    }

    private static Optional<ImageFormat> format(Path file, boolean expected) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFormat.of(in.readNBytes(ImageFormat.SNIFFED_BYTES));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (expected) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static String notAnImage(long bytes, Optional<ImageFormat> claimed) {
        if (bytes == 0) {
            return "the file is empty";
        }
        return claimed.map(format -> "not an image, though its name says " + format.label())
                .orElse("not an image of a known format");
    }
}
