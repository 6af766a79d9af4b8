package dev.sluice.thumbs.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A note inside a thumbnail that says what it was made from, and how: a JPEG comment, which viewers don't show.
 *
 * <p>It is all that a later run needs to know whether the thumbnail is up to date. It can't get lost, or be at odds with the
 * file, as a database could.
 *
 * @param origin the photo
 * @param options the options that the picture depends on
 * @param run the run that made it
 * @param jpegBytes the size of the thumbnail without the stamp; a file of any other size is damaged
 */
record Stamp(Origin origin, String options, String run, int jpegBytes) {
    /** How many bytes from a file's beginning are enough to find its stamp. */
    static final int HEAD_BYTES = 1024;

    private static final int SOI_BYTES = 2;
    private static final int MARKER = 0xFF;
    private static final int APP0 = 0xE0;
    private static final int COM = 0xFE;
    private static final int SEGMENT_HEADER_BYTES = 4;

    private static final Pattern TEXT = Pattern.compile(
            "sluice thumbs 1; of ([0-9a-f]+) ([0-9]+) ([0-9TZ:.+-]+); as ([^;]+); by ([0-9a-z-]+); jpeg ([0-9]+)");

    /** A stamp that was found in a file, and whether the file is whole. */
    record Found(Stamp stamp, boolean whole) {}

    /**
     * Puts the stamp into a JPEG: behind its JFIF segment, which has to be the first, or else right at the beginning.
     *
     * @param jpeg the thumbnail
     * @return the thumbnail with the stamp
     */
    byte[] into(byte[] jpeg) {
        byte[] text = text().getBytes(StandardCharsets.US_ASCII);
        int at = isSegment(jpeg, SOI_BYTES, APP0) ? SOI_BYTES + segmentBytes(jpeg, SOI_BYTES) : SOI_BYTES;
        var stamped = new ByteArrayOutputStream(jpeg.length + SEGMENT_HEADER_BYTES + text.length);
        stamped.write(jpeg, 0, at);
        stamped.write(MARKER);
        stamped.write(COM);
        stamped.write((text.length + 2) >> 8);
        stamped.write(text.length + 2);
        stamped.writeBytes(text);
        stamped.write(jpeg, at, jpeg.length - at);
        return stamped.toByteArray();
    }

    /**
     * Looks for a stamp.
     *
     * @param head the first {@link #HEAD_BYTES} of a file, or all of it
     * @param fileBytes the size of the file
     * @return the stamp, or null if there is none
     */
    static @Nullable Found find(byte[] head, long fileBytes) {
        int at = SOI_BYTES;
        if (isSegment(head, at, APP0)) {
            at += segmentBytes(head, at);
        }
        if (!isSegment(head, at, COM)) {
            return null;
        }
        int bytes = segmentBytes(head, at);
        if (bytes < SEGMENT_HEADER_BYTES || at + bytes > head.length) {
            return null;
        }
        Stamp stamp = parse(
                new String(head, at + SEGMENT_HEADER_BYTES, bytes - SEGMENT_HEADER_BYTES, StandardCharsets.US_ASCII));
        return stamp == null ? null : new Found(stamp, fileBytes == (long) stamp.jpegBytes + bytes);
    }

    private String text() {
        return "sluice thumbs 1; of " + origin.photo() + " " + origin.bytes() + " " + origin.modified() + "; as "
                + options + "; by " + run + "; jpeg " + jpegBytes;
    }

    private static @Nullable Stamp parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            var origin = new Origin(parts.group(1), Long.parseLong(parts.group(2)), Instant.parse(parts.group(3)));
            return new Stamp(origin, parts.group(4), parts.group(5), Integer.parseInt(parts.group(6)));
        } catch (NumberFormatException | DateTimeException _) {
            return null;
        }
    }

    private static boolean isSegment(byte[] bytes, int at, int kind) {
        return at + SEGMENT_HEADER_BYTES <= bytes.length
                && Byte.toUnsignedInt(bytes[at]) == MARKER
                && Byte.toUnsignedInt(bytes[at + 1]) == kind;
    }

    /** Answers how long a segment is, from its marker to its end. */
    private static int segmentBytes(byte[] bytes, int at) {
        return 2 + (Byte.toUnsignedInt(bytes[at + 2]) << 8 | Byte.toUnsignedInt(bytes[at + 3]));
    }
}
