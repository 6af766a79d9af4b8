package dev.sluice.thumbs;

import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.store.Photo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the thumbnails of a photo, on a platform thread. Whatever goes wrong in a decoder is the failure of one file.
 *
 * <p>A decoder is safe for use by any number of threads.
 */
final class Decoder {
    private final Backend backend;
    private final Spec spec;
    private final PlatformThreads threads;

    /** A photo and its thumbnails. */
    record Made(Photo photo, List<Thumbnail> thumbnails) {}

    Decoder(Backend backend, Spec spec, PlatformThreads threads) {
        this.backend = backend;
        this.spec = spec;
        this.threads = threads;
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
        try {
            return new Made(photo, threads.call(() -> backend.thumbnails(photo.file(), spec)));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new FailedFile(photo.file(), reason(cause), cause);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case ImageException e -> String.valueOf(e.getMessage());
            case IOException e -> Reasons.of(e);
            case OutOfMemoryError _ ->
                "not enough memory for it; try --workers 1, or a larger heap: SLUICE_OPTS=-Xmx8g";
            case null, default -> "the decoder failed: " + Reasons.of(failure);
        };
    }
}
