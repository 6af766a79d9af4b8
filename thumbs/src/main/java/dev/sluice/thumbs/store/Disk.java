package dev.sluice.thumbs.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the store does to the disk, so that a test can let each single step fail.
 *
 * <p>A disk is safe for use by any number of threads.
 */
interface Disk {
    /** The beginning of a file, and the size of the whole. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Head(byte[] bytes, long fileBytes) {}

    /** Reads the first bytes of a file; answers null if there is none. A folder is an {@link IOException}. */
    @Nullable
    Head head(Path file, int bytes) throws IOException;

    /** Makes a folder, and those above it, unless they are there. */
    void createFolders(Path folder) throws IOException;

    /** Writes a file, which may exist. */
    void write(Path file, byte[] content) throws IOException;

    /** Renames a file within its folder: at every moment the target is what it was before, or the whole new file. */
    void rename(Path file, Path target) throws IOException;

    /** Deletes a file, if it exists. */
    void delete(Path file) throws IOException;

    /** Lists the part files in a folder, if it exists. */
    List<Path> partFiles(Path folder) throws IOException;
}
