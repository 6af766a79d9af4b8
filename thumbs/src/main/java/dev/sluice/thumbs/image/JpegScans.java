package dev.sluice.thumbs.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.BitSet;

/**
 * The scans of a JPEG file, each of which holds some components of the picture, or some bits of them.
 *
 * @param count how many there are, as far as they were looked at
 * @param firstHasAll whether the first scan has all components in it
 */
record JpegScans(int count, boolean firstHasAll) {
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;

    /** Walks through the scans; only the first one is looked at if all components are in it. */
    static JpegScans read(PhotoStream in, JpegHeader header) throws ImageException, IOException {
        try {
            in.seek(header.scans() + 2);
            BitSet missing = header.componentIds();
            removeComponents(in, missing);
            if (missing.isEmpty()) {
                return new JpegScans(1, true);
            }
            int count = 1;
            int marker = nextMarker(in);
            while (marker != END_OF_IMAGE) {
                if (marker == START_OF_SCAN) {
                    removeComponents(in, missing);
                    count++;
                } else {
                    in.seek(in.getStreamPosition() + Math.max(2, in.readUnsignedShort()) - 2);
                }
                marker = nextMarker(in);
            }
            if (!missing.isEmpty()) {
                throw new ImageException("damaged JPEG: there is no scan of its component " + missing.nextSetBit(0));
            }
            return new JpegScans(count, false);
        } catch (EOFException e) {
            throw new ImageException("truncated JPEG: the file ends before its picture does", e);
        }
    }

    /** Reads the header of a scan. */
    private static void removeComponents(PhotoStream in, BitSet missing) throws IOException {
        in.skipBytes(2);
        int components = in.readUnsignedByte();
        for (int i = 0; i < components; i++) {
            missing.clear(in.readUnsignedByte());
            in.skipBytes(1);
        }
    }

    /** Goes over the data of a scan, in which zeros follow what looks like a marker, and restarts are no end of it. */
    private static int nextMarker(PhotoStream in) throws IOException {
        while (true) {
            int next = in.readUnsignedByte();
            while (next == 0xff) {
                next = in.readUnsignedByte();
                if (next != 0xff && next != 0 && (next < 0xd0 || next > 0xd7)) {
                    return next;
                }
            }
        }
    }
}
