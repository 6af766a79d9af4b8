package dev.sluice.thumbs.gallery;

import java.nio.file.Path;

/**
 * A photo in the gallery.
 *
 * @param thumbnail what the sheet shows; a path relative to the page's folder
 * @param large what a click shows; a path relative to the page's folder, which may lead out of it
 */
record Entry(Path thumbnail, Path large) implements Comparable<Entry> {
    /** Returns the folder of the thumbnail, or an empty path. */
    Path folder() {
        Path parent = thumbnail.getParent();
        return parent == null ? thumbnail.getFileSystem().getPath("") : parent;
    }

    String name() {
        return thumbnail.getFileName().toString();
    }

    /** Sorts by folders first, so that each is one part of the page. */
    @Override
    public int compareTo(Entry other) {
        int folders = folder().compareTo(other.folder());
        return folders != 0 ? folders : thumbnail.compareTo(other.thumbnail);
    }
}
