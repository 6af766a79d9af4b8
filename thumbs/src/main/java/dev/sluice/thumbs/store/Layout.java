package dev.sluice.thumbs.store;

import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.Variant;
import java.nio.file.Path;
import java.util.List;

/**
 * Says where thumbnails go: a tree like that of the photos, and one such tree for each size if there are several.
 *
 * @param out the output folder
 * @param variants the thumbnails of each photo
 */
public record Layout(Path out, List<Variant> variants) {
    /**
     * Answers where the thumbnail of a photo goes.
     *
     * <p>A photo that is named as its format, which is that of the thumbnail too, keeps its name. Whatever else gets the
     * extension behind its name, so that {@code a.png} and {@code a.webp} don't meet.
     *
     * @param name the photo's path relative to its named folder
     * @param format what the photo's content is
     * @param variant which of its thumbnails
     * @return the path of the thumbnail
     */
    public Path target(Path name, ImageFormat format, Variant variant) {
        Path tree = hasSeveralSizes() ? out.resolve(variant.size().toString()) : out;
        String fileName = name.getFileName().toString();
        boolean keepsName =
                variant.format().isSameAs(format) && variant.format().isExtensionOf(fileName);
        return tree.resolve(
                keepsName
                        ? name
                        : name.resolveSibling(fileName + "." + variant.format().extension()));
    }

    private boolean hasSeveralSizes() {
        return variants.stream().map(Variant::size).distinct().count() > 1;
    }
}
