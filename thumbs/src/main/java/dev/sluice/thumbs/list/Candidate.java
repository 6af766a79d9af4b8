package dev.sluice.thumbs.list;

import java.nio.file.Path;

/**
 * A file that may be a photo; nobody has looked inside yet.
 *
 * @param file the file, as it can be opened and as its name is shown
 * @param name its path relative to the named folder, or its file name if it was named directly
 * @param named whether the user named this very file; then it is an error if it isn't a photo
 */
public record Candidate(Path file, Path name, boolean named) {}
