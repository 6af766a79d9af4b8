package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.RawPath;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.Variant;
import java.nio.file.Path;
import java.util.List;

/**
 * Says how thumbnails are named: in a tree like that of the photos, and one such tree for each size if there are several.
 *
 * @param variants the thumbnails of each photo
 */
public record Layout(List<Variant> variants) {
    private static final Path HERE = Path.of("");

    /**
     * Returns the name of a thumbnail.
     *
     * <p>A photo that is named as its format, which is that of the thumbnail too, keeps its name. Whatever else gets the
     * extension behind its name, so that {@code a.png} and {@code a.webp} don't meet.
     *
     * @param name the photo's path relative to its named folder
     * @param format what the photo's content is
     * @param variant which of its thumbnails
     * @return the name, relative to the destination
     */
    public Path name(Path name, ImageFormat format, Variant variant) {
        boolean keepsName = variant.format().isSameAs(format)
                && variant.format().isExtensionOf(name.getFileName().toString());
        return tree(variant).resolve(keepsName ? name : RawPath.withSuffix(name, suffix(variant)));
    }

    /** Returns the folder of all thumbnails of a kind; the empty path if it is the destination itself. */
    Path tree(Variant variant) {
        boolean severalSizes = variants.stream().map(Variant::size).distinct().count() > 1;
        return severalSizes ? Path.of(variant.size().toString()) : HERE;
    }

    /** Returns the names, in the tree of a variant, that the thumbnail of a photo may have. */
    List<Path> thumbnailsOf(Path photo, Variant variant) {
        return List.of(photo, RawPath.withSuffix(photo, suffix(variant)));
    }

    /** Returns the names that the photo of a thumbnail may have, given that one's name in the tree of its variant. */
    List<Path> photosOf(Path thumbnail, Variant variant) {
        return RawPath.hasSuffix(thumbnail, suffix(variant))
                ? List.of(thumbnail, RawPath.withoutSuffix(thumbnail, suffix(variant)))
                : List.of(thumbnail);
    }

    private static String suffix(Variant variant) {
        return "." + variant.format().extension();
    }
}
