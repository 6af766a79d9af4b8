package dev.sluice.thumbs.list;

import java.nio.file.Path;

/** Makes the source of an input. */
public interface Sources {
    /**
     * Returns the source of an input as the user has written it.
     *
     * @param input a path, or the address of a bucket
     * @return its source
     * @throws IllegalArgumentException if it is neither
     */
    Source of(String input);

    /**
     * Returns the source of a file or folder of this machine.
     *
     * @param path the file or folder
     * @return its source
     */
    Source of(Path path);
}
