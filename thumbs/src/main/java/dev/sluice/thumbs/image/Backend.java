package dev.sluice.thumbs.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A backend is one way of reading images and making thumbnails of them.
 *
 * {@snippet :
 * var spec = Spec.of(256, 1024);
 *
 * for (Thumbnail thumbnail : Backend.auto().thumbnails(Path.of("photo.jpg"), spec)) {
 *     Files.write(Path.of("photo-" + thumbnail.variant().size() + ".jpg"), thumbnail.bytes());
 * }
 * }
 *
 * <p>The work is bound to the CPU and partly native, so it holds the carrier of a virtual thread: most callers
 * should run it on as many threads as there are processors. A backend is safe for use by any number of threads;
 * no lock is held while it decodes.
 */
public interface Backend {
    /** Returns the name by which a user chooses this backend. */
    String name();

    /** Returns why this backend can't make such thumbnails on this machine and what to do about it; empty if it can. */
    default Optional<String> refusal(Spec spec) {
        return Optional.empty();
    }

    /**
     * Makes the thumbnails of a photo, one for each variant of the spec and in its order, from one decode.
     *
     * <p>An interrupt is noticed while the file is read and between the lines of the picture, so it ends even a
     * large decode soon; a call of a native library goes on to its end first, which takes a second or two for the largest
     * picture. Nothing is left behind: the file is closed, native memory is freed, and no temporary file is made.
     *
     * @throws ImageException if the photo can't be turned into a thumbnail, whatever is done about the file system
     * @throws IOException if the file can't be read
     * @throws InterruptedException if the thread is interrupted; its interrupt status is cleared
     */
    List<Thumbnail> thumbnails(Path photo, Spec spec) throws ImageException, IOException, InterruptedException;

    /** Returns the backend that reads each photo by the fastest means that this machine has for it. */
    static Backend auto() {
        return Backends.AUTO;
    }

    /** Returns the embedded backend, which needs nothing but a JDK: reads JPEG, PNG, GIF, WebP, TIFF and BMP. */
    static Backend jdk() {
        return Backends.JDK;
    }

    /**
     * Returns the backend that a user has named: {@code auto}, {@code turbo}, {@code vips} or {@code jdk}.
     *
     * @throws IllegalArgumentException if there is none of this name, or its library isn't on this machine
     */
    static Backend named(String name) {
        return Backends.named(name);
    }
}
