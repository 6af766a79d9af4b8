package dev.sluice.thumbs.store;

import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a thumbnail.
 *
 * @param bytes its size
 * @param made whether this program has made it
 * @param stamp what it was made from, or null if that can't be told
 * @param whole whether it is all of what was made
 * @param version differs from that of whatever else stands there, before or afterwards
 */
public record Resident(long bytes, boolean made, @Nullable Stamp stamp, boolean whole, String version) {
    /** How many bytes from both ends of a file tell what it is. */
    public static final int END_BYTES = Envelope.END_BYTES;

    /**
     * Returns what a file is that stands in the place.
     *
     * @param head its first {@link #END_BYTES}, or all of it
     * @param tail its last ones
     * @param bytes its size
     * @param version its version
     * @return what stands there
     */
    public static Resident of(byte[] head, byte[] tail, long bytes, String version) {
        Envelope.Found found = Envelope.find(head, tail);
        if (found == null) {
            return new Resident(bytes, false, null, true, version);
        }
        Stamp stamp = Stamp.parse(found.text());
        boolean whole = stamp != null && bytes == (long) stamp.pictureBytes() + found.bytes();
        return new Resident(bytes, true, stamp, whole, version);
    }

    /**
     * Returns a whole thumbnail, whose stamp is known without reading it.
     *
     * @param stamp the text of its stamp
     * @param bytes its size
     * @param version its version
     * @return what stands there
     */
    public static Resident stamped(String stamp, long bytes, String version) {
        return new Resident(bytes, true, Stamp.parse(stamp), true, version);
    }
}
