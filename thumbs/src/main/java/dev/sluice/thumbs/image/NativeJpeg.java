package dev.sluice.thumbs.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.thumbs.image.foreign.NativeBuffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A JPEG in native memory, as a native decoder gets it: a plain header of our making, the file's own scans, and an end.
 *
 * <p>So the decoder sees nothing of what cameras leave in the other segments, and hands out the components as they are stored.
 */
final class NativeJpeg {
    /*
     * A decoder takes an end marker where the data of a picture isn't complete for a warning, and that is how a truncated file
     * is told. A file may lack just the marker; so one is put behind each file. Then the end of a picture in several scans can't
     * be told from scans that are missing, and the file's own marker has to be looked for.
     */

    private static final byte END_OF_IMAGE = (byte) 0xd9;
    private static final byte START_OF_SCAN = (byte) 0xda;
    private static final int MOST_SCANS =
            200; // cameras and encoders make ten, and each is a pass over the whole picture

    private NativeJpeg() {}

    /** Whether the picture isn't complete after the first scan. */
    static boolean hasSeveralScans(PhotoStream in, JpegHeader header) throws ImageException, IOException {
        return header.isProgressive() || !JpegScans.read(in, header).firstHasAll();
    }

    /**
     * Reads a file.
     *
     * @throws ImageException if scans are missing, or are too many
     */
    static MemorySegment read(PhotoFile file, JpegHeader header, boolean severalScans, Arena arena)
            throws ImageException, IOException {
        byte[] plain = header.plain();
        long scans = file.length() - header.scans();
        MemorySegment jpeg = NativeBuffer.allocate(plain.length + scans + 2, arena);
        MemorySegment.copy(plain, 0, jpeg, JAVA_BYTE, 0, plain.length);
        file.read(header.scans(), jpeg.asSlice(plain.length, scans));
        jpeg.set(JAVA_BYTE, jpeg.byteSize() - 2, (byte) 0xff);
        jpeg.set(JAVA_BYTE, jpeg.byteSize() - 1, END_OF_IMAGE);
        if (severalScans) {
            requireScans(jpeg.asSlice(plain.length, scans));
        }
        return jpeg;
    }

    private static void requireScans(MemorySegment data) throws ImageException {
        int scans = 0;
        for (long at = 0; at < data.byteSize() - 1; at++) {
            if (data.get(JAVA_BYTE, at) != (byte) 0xff) {
                continue;
            }
            byte marker = data.get(JAVA_BYTE, at + 1);
            if (marker == END_OF_IMAGE) {
                return;
            }
            if (marker == START_OF_SCAN && ++scans > MOST_SCANS) {
                throw new ImageException("damaged JPEG: it has more than " + MOST_SCANS + " scans");
            }
        }
        throw new ImageException("truncated JPEG: the file ends before its picture does");
    }

    /** Whether the file has an end marker of its own, so that it isn't a part of one. */
    static boolean hasEnd(MemorySegment jpeg) {
        for (long at = 0; at < jpeg.byteSize() - 3; at++) {
            if (jpeg.get(JAVA_BYTE, at) == (byte) 0xff && jpeg.get(JAVA_BYTE, at + 1) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }
}
