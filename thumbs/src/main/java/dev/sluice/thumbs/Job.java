package dev.sluice.thumbs;

import dev.sluice.thumbs.file.RawPath;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.list.Origin;
import dev.sluice.thumbs.store.Photo;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A photo that a worker is to make smaller, and where its thumbnails go: all that a program on another machine has to know. Files are named
 * by their absolute paths, which have to be the same there.
 *
 * @param original a file as a URI, or the address of an object
 * @param name the photo's path relative to the named folder, as a URI below the root
 * @param format what its content is
 * @param origin which photo it is, and in which state
 * @param out a folder as a URI, or the address of a place in a bucket
 * @param service where the buckets are
 * @param spec the thumbnails to make
 * @param force whether to make thumbnails that are up to date as well
 */
record Job(
        String original,
        String name,
        ImageFormat format,
        Origin origin,
        String out,
        Service service,
        Spec spec,
        boolean force) {
    private static final Path ROOT = Path.of("").toAbsolutePath().getRoot();

    /**
     * A service that keeps buckets; the credentials are those that the worker finds on its machine.
     *
     * @param endpoint its address, or null for AWS
     * @param region its region, or null for that of the worker
     */
    record Service(@Nullable URI endpoint, @Nullable String region) {}

    static Job of(Photo photo, Settings settings) {
        Places places = settings.places();
        return new Job(
                Places.address(photo.original()),
                RawPath.unique(ROOT.resolve(photo.name())),
                photo.format(),
                photo.origin(),
                places.outAddress(),
                places.service(),
                settings.spec(),
                settings.force());
    }

    /** Returns the photo's path relative to the named folder. */
    Path path() {
        return ROOT.relativize(Path.of(URI.create(name)));
    }
}
