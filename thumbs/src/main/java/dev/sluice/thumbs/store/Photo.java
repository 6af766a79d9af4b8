package dev.sluice.thumbs.store;

import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.list.FetchedOriginal;
import dev.sluice.thumbs.list.Origin;
import dev.sluice.thumbs.list.Original;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A photo that was looked at: its content is an image, or its name at least says so.
 *
 * @param original the file or the object
 * @param name its path relative to the named folder
 * @param format what its content is
 * @param origin which photo it is, and in which state
 */
public record Photo(Original original, Path name, ImageFormat format, Origin origin) {
    /**
     * Returns the photo with its bytes on this machine, so that opening it takes no time.
     *
     * @throws IOException if they can't be read
     * @throws InterruptedException if the thread is interrupted
     */
    public Photo fetched() throws IOException, InterruptedException {
        return new Photo(new FetchedOriginal(original, original.open()), name, format, origin);
    }
}
