package dev.sluice.thumbs.list;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Says what is left out of a folder or a bucket.
 *
 * <p>A pattern without a slash is compared to the name of each file and folder, one with a slash to the path below the input.
 * A folder that is left out is left out with all in it. A selection is safe for use by any number of threads.
 */
public final class Selection {
    /** All but hidden folders. */
    public static final Selection DEFAULT = new Selection(false, List.of());

    private static final String THUMBNAILS_OF_A_NAS = "@eaDir";

    private final boolean hidden;
    private final List<PathMatcher> names = new ArrayList<>();
    private final List<PathMatcher> paths = new ArrayList<>();

    /**
     * Creates a selection.
     *
     * @param hidden whether to list folders whose names begin with a dot, and {@code @eaDir}, where disk stations keep
     *     thumbnails of their own
     * @param excludes patterns as a shell has them: {@code *}, {@code ?}, {@code [a-z]}, {@code {a,b}}, and {@code **} for any
     *     number of folders
     * @throws IllegalArgumentException if a pattern isn't one
     */
    public Selection(boolean hidden, List<String> excludes) {
        this.hidden = hidden;
        for (String exclude : excludes) {
            String pattern = exclude.endsWith("/") ? exclude.substring(0, exclude.length() - 1) : exclude;
            (pattern.contains("/") ? paths : names).add(matcher(pattern));
        }
    }

    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("isn't a pattern: " + pattern + ": " + e.getDescription(), e);
        }
    }

    /**
     * Returns whether a folder is listed.
     *
     * @param name its path relative to the input
     */
    boolean takesFolder(Path name) {
        String last = name.getFileName().toString();
        boolean isHidden = last.startsWith(".") || last.equals(THUMBNAILS_OF_A_NAS);
        return (hidden || !isHidden) && !isExcluded(name);
    }

    /**
     * Returns whether a file is listed, given that its folder is.
     *
     * @param name its path relative to the input
     */
    boolean takesFile(Path name) {
        return !isExcluded(name);
    }

    /**
     * Returns whether a file is listed, and all folders above it are.
     *
     * @param name its path relative to the input
     * @return whether the selection takes it
     */
    public boolean takes(Path name) {
        for (Path folder = name.getParent(); folder != null; folder = folder.getParent()) {
            if (!takesFolder(folder)) {
                return false;
            }
        }
        return takesFile(name);
    }

    private boolean isExcluded(Path name) {
        return names.stream().anyMatch(pattern -> pattern.matches(name.getFileName()))
                || paths.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
