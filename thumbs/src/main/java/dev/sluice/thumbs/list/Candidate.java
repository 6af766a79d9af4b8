package dev.sluice.thumbs.list;

import java.nio.file.Path;

/**
 * What may be a photo; nothing has looked inside yet.
 *
 * @param original the file or the object
 * @param name its path relative to the named folder, or its file name if it was named directly
 * @param named whether the user named this very file; then it is an error if it isn't a photo
 */
public record Candidate(Original original, Path name, boolean named) {}
