package dev.sluice.thumbs.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** TIFF files to test with, put together tag by tag. */
final class Tiffs {
    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int ENTRY_BYTES = 12;

    private Tiffs() {}

    static ImageWriter writer() {
        var writers = ImageIO.getImageWritersByFormatName("tiff");
        while (writers.hasNext()) {
            ImageWriter next = writers.next();
            if (next.getClass().getName().startsWith("com.sun.imageio.")) {
                return next;
            }
        }
        throw new IllegalStateException("the JDK writes no TIFF");
    }

    /** A file with one page in one strip. */
    static byte[] file(SortedMap<Integer, int[]> tags, byte[] strip) {
        tags.put(STRIP_OFFSETS, new int[] {8});
        tags.put(STRIP_BYTE_COUNTS, new int[] {strip.length});
        int directory = 8 + strip.length + strip.length % 2;
        ByteBuffer file = ByteBuffer.allocate(directory + 6 + tags.size() * ENTRY_BYTES + 4 * 64)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(directory).put(strip).position(directory);
        directory(file, tags);
        return file.array();
    }

    /** Writes a directory with numbers of four bytes, those that don't fit into it right behind. */
    static void directory(ByteBuffer file, SortedMap<Integer, int[]> tags) {
        int outside = file.position() + 6 + tags.size() * ENTRY_BYTES;
        file.putShort((short) tags.size());
        for (var tag : tags.entrySet()) {
            int[] values = tag.getValue();
            file.putShort(tag.getKey().shortValue()).putShort((short) 4).putInt(values.length);
            if (values.length == 1) {
                file.putInt(values[0]);
            } else {
                file.putInt(outside);
                for (int value : values) {
                    file.putInt(outside, value);
                    outside += 4;
                }
            }
        }
        file.putInt(0);
    }

    /** Where the values of a tag of the first page begin. */
    static int values(ByteBuffer file, int tag) {
        int directory = file.getInt(4);
        for (int i = 0; i < file.getShort(directory); i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if (Short.toUnsignedInt(file.getShort(entry)) == tag) {
                return file.getInt(entry + 4) == 1 ? entry + 8 : file.getInt(entry + 8);
            }
        }
        throw new IllegalArgumentException("there is no tag " + tag);
    }
}
