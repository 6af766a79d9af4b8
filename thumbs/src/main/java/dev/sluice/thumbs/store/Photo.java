package dev.sluice.thumbs.store;

import dev.sluice.thumbs.image.ImageFormat;
import java.nio.file.Path;

/**
 * A photo that somebody has looked at: its content is an image, or its name at least says so.
 *
 * @param file the file, as it can be opened and as its name is shown
 * @param name its path relative to the named folder
 * @param format what its content is
 * @param origin which photo it is, and in which state
 */
public record Photo(Path file, Path name, ImageFormat format, Origin origin) {}
