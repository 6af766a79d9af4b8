package dev.sluice.thumbs.store;

import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.list.Origin;

/**
 * A thumbnail with its stamp.
 *
 * @param bytes what is stored, with the stamp in it
 * @param stamp the stamp's text
 * @param format the format
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Sealed(byte[] bytes, String stamp, OutputFormat format) {
    /** Stamps a thumbnail. */
    static Sealed of(Thumbnail thumbnail, Origin origin) {
        byte[] picture = thumbnail.bytes();
        OutputFormat format = thumbnail.variant().format();
        String stamp = new Stamp(origin, thumbnail.variant().recipe(), picture.length).text();
        return new Sealed(Envelope.seal(format, picture, stamp), stamp, format);
    }
}
