package dev.sluice.thumbs;

import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.list.LocalFile;
import dev.sluice.thumbs.store.Photo;
import java.io.IOException;
import java.util.List;

/**
 * Makes the thumbnails of a photo. Whatever goes wrong in a decoder, an error too, is the failure of one file.
 *
 * <p>A decoder is safe for use by any number of threads.
 */
final class Decoder {
    private final Backend backend;
    private final Spec spec;

    /** A photo and its thumbnails. */
    record Made(Photo photo, List<Thumbnail> thumbnails) {}

    Decoder(Backend backend, Spec spec) {
        this.backend = backend;
        this.spec = spec;
    }

    /**
     * Makes thumbnails.
     *
     * @param photo the photo
     * @return its thumbnails
     * @throws FailedFile if that can't be done
     * @throws InterruptedException if the thread is interrupted
     */
    Made make(Photo photo) throws FailedFile, InterruptedException {
        try (LocalFile file = photo.original().open()) {
            return new Made(photo, backend.thumbnails(file.path(), spec));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            throw new FailedFile(photo.original(), reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case ImageException e -> String.valueOf(e.getMessage());
            case IOException e -> Reasons.of(e);
            case OutOfMemoryError _ ->
                "not enough memory for it; try --workers 1, or a larger heap: SLUICE_OPTS=-Xmx8g";
            default -> "the decoder failed: " + Reasons.of(failure);
        };
    }
}
