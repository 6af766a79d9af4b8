package dev.sluice.thumbs.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What a thumbnail is made from: which photo, and in which state.
 *
 * @param photo tells photos apart, and says nothing about where they are
 * @param bytes the photo's size
 * @param modified when the photo was last changed
 */
public record Origin(String photo, long bytes, Instant modified) {
    private static final int PHOTO_BYTES = 8;

    /**
     * Answers the origin for a photo.
     *
     * <p>Its path goes in as a hash, since thumbnails are published and paths are private.
     *
     * @param file the photo
     * @param bytes its size
     * @param modified when it was last changed
     * @return its origin
     */
    public static Origin of(Path file, long bytes, Instant modified) {
        String path = file.toAbsolutePath().normalize().toString();
        byte[] hash = sha256().digest(path.getBytes(StandardCharsets.UTF_8));
        return new Origin(HexFormat.of().formatHex(hash, 0, PHOTO_BYTES), bytes, modified);
    }

    /**
     * Answers whether the photo has the state it had then. A library that was moved to another place is the same.
     *
     * @param then what a thumbnail was made from
     * @return whether size and time are equal
     */
    boolean isUnchangedSince(Origin then) {
        return bytes == then.bytes && modified.equals(then.modified);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
