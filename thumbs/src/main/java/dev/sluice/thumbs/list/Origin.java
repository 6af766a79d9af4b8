package dev.sluice.thumbs.list;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a thumbnail is made from: which photo, and in which state.
 *
 * @param photo tells photos apart, and says nothing about where they are
 * @param bytes the photo's size
 * @param version differs between two states of a photo, and between photos; a word
 */
public record Origin(String photo, long bytes, String version) {
    private static final int HASH_BYTES = 8;

    /**
     * Returns the word for a photo.
     *
     * <p>It is a hash of its place, since thumbnails are published and paths are private.
     *
     * @param place the place, which no other photo has
     * @return the word
     */
    public static String photo(String place) {
        return hash(place.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns whether the photo has the state it had then. A library that was moved to another place is the same.
     *
     * @param then what a thumbnail was made from
     * @return whether size and version are equal
     */
    public boolean isUnchangedSince(Origin then) {
        return bytes == then.bytes && version.equals(then.version);
    }

    /**
     * Returns a word that differs between two contents, as far as 64 bits can.
     *
     * @param content the bytes
     * @return sixteen hexadecimal digits
     */
    public static String hash(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
