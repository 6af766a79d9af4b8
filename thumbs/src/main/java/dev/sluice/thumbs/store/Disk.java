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
    /** Both ends of a file, which overlap if it is short; its size; and what differs from another file of that name. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ends(byte[] head, byte[] tail, long fileBytes, String version) {}

    /** Reads the first and the last bytes of a file; returns null if there is none. A folder is an {@link IOException}. */
    @Nullable
    Ends ends(Path file, int bytes) throws IOException;

    /** Makes a folder, and those above it, unless they are there. */
    void createFolders(Path folder) throws IOException;

    /** Writes a file, which may exist. */
    void write(Path file, byte[] content) throws IOException;

    /** Renames a file within its folder: at every moment the target is what it was before, or the whole new file. */
    void rename(Path file, Path target) throws IOException;

    /** Deletes a file, if it exists. */
    void delete(Path file) throws IOException;

    /** Deletes a folder if it has nothing in it, and returns whether it has done so. */
    boolean deleteIfEmpty(Path folder) throws IOException;

    /** Lists the part files in a folder, if it exists. */
    List<Path> partFiles(Path folder) throws IOException;
}
