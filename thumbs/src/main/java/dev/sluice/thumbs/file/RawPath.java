package dev.sluice.thumbs.file;

import java.net.URI;
import java.nio.file.Path;

/**
 * Paths as the bytes that the file system has, which need not be text.
 *
 * <p>A path as a string has one replacement character for each byte that can't be decoded, so names that differ only in such
 * bytes become the same. As a URI it has them all, escaped.
 */
public final class RawPath {
    private static final Path ROOT = Path.of("").toAbsolutePath().getRoot();
    private static final String ROOT_URI = ROOT.toUri().toString();
    private static final String UNRESERVED = "-._~/";

    private RawPath() {}

    /**
     * Returns the path that consists of these bytes.
     *
     * @param bytes a path as the file system writes it, with {@code /} between its parts
     * @return the path, which is absolute if the bytes begin with {@code /}
     * @throws IllegalArgumentException if it has a zero byte
     */
    public static Path of(byte[] bytes) {
        var escaped = new StringBuilder(ROOT_URI);
        boolean absolute = bytes.length > 0 && bytes[0] == '/';
        for (int i = absolute ? 1 : 0; i < bytes.length; i++) {
            int b = Byte.toUnsignedInt(bytes[i]);
            if (b < 128 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0)) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        Path path = Path.of(URI.create(escaped.toString()));
        return absolute ? path : ROOT.relativize(path);
    }

    /**
     * Returns a path as text that two different paths never share.
     *
     * @param path the path
     * @return its absolute and normalized form, escaped where needed
     */
    public static String unique(Path path) {
        String uri = path.toAbsolutePath().normalize().toUri().toString();
        return uri.endsWith("/")
                ? uri.substring(0, uri.length() - 1)
                : uri; // depends on whether it is a folder just now
    }

    /**
     * Returns a relative path with an ASCII suffix on its last part.
     *
     * @param path the path
     * @param suffix the suffix
     * @return the longer path
     */
    public static Path withSuffix(Path path, String suffix) {
        return path.resolveSibling(name(escapedName(path) + suffix));
    }

    /**
     * Returns whether the last part of a path is more than this ASCII suffix, and ends with it.
     *
     * @param path the path
     * @param suffix the suffix
     * @return whether it does
     */
    public static boolean hasSuffix(Path path, String suffix) {
        String name = path.getFileName().toString();
        return name.endsWith(suffix) && name.length() > suffix.length();
    }

    /**
     * Returns a path without the ASCII suffix that its last part has.
     *
     * @param path the path
     * @param suffix the suffix
     * @return the shorter path
     */
    public static Path withoutSuffix(Path path, String suffix) {
        String escaped = escapedName(path);
        return path.resolveSibling(name(escaped.substring(0, escaped.length() - suffix.length())));
    }

    private static String escapedName(Path path) {
        return unique(ROOT.resolve(path.getFileName()));
    }

    private static Path name(String escaped) {
        return Path.of(URI.create(escaped)).getFileName();
    }
}
