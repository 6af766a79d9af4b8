package dev.sluice.thumbs.store;

import dev.sluice.thumbs.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Says where thumbnails go: a tree like that of the photos, and one such tree for each size if there are several.
 *
 * @param out the output folder
 * @param sizes the sizes, in pixels of the longer edge
 */
public record Layout(Path out, List<Integer> sizes) {
    /**
     * Answers where the thumbnail of a photo goes.
     *
     * <p>A JPEG named as one keeps its name. Whatever else gets {@code .jpg} behind its name, so that {@code a.png} and
     * {@code a.webp} don't meet.
     *
     * @param name the photo's path relative to its named folder
     * @param format what the photo's content is
     * @param size the thumbnail's size
     * @return the path of the thumbnail
     */
    public Path target(Path name, ImageFormat format, int size) {
        Path tree = sizes.size() == 1 ? out : out.resolve(Integer.toString(size));
        String fileName = name.getFileName().toString();
        boolean keepsName = format == ImageFormat.JPEG && isNamedJpeg(fileName);
        return tree.resolve(keepsName ? name : name.resolveSibling(fileName + ".jpg"));
    }

    private static boolean isNamedJpeg(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg");
    }
}
