package dev.sluice.thumbs.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A photo as a file of this machine, for as long as this is open.
 *
 * <p>Decoders seek, and native ones read by themselves: so what isn't a file yet becomes one. A file takes no heap, whatever
 * the size of the photo, and where the temporary folder is in memory, no disk either.
 *
 * @param path the file
 * @param temporary whether the file is deleted when this is closed
 */
public record LocalFile(Path path, boolean temporary) implements AutoCloseable {
    /** Deletes the file if it is a temporary one. */
    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }
}
