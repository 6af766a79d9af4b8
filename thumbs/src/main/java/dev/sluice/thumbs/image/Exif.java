package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes over EXIF data into a thumbnail: all of it, or just who made the photo and who has the rights.
 *
 * <p>The data is written anew. Its preview is left out, and its orientation, since the thumbnail is upright; so is what can't be
 * read.
 */
final class Exif {
    /*
     * EXIF is a small TIFF file: directories of entries of 12 bytes (tag, type, count, value), where a value of more than four
     * bytes lies elsewhere and the entry holds its offset. Some entries point to further directories.
     */

    private static final byte[] PREFIX = "Exif\0\0".getBytes(ISO_8859_1);
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int ORIENTATION = 0x0112;
    private static final List<Integer> COPYRIGHT = List.of(0x013b, 0x8298); // the author and the owner of the rights
    private static final List<Integer> DIRECTORIES = List.of(0x8769, 0x8825, 0xa005);
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    private static final int LONG = 4;
    private static final int DEEPEST = 3;

    private final ByteBuffer data;

    private Exif(byte[] exif) {
        this.data = ByteBuffer.wrap(exif);
        data.order(data.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** An entry: a value, or the directory that it points to. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(
            int type, int count, byte[] value, @Nullable SortedMap<Integer, Entry> directory) {}

    /** Returns the EXIF data that a thumbnail gets, or null for none. */
    static byte @Nullable [] kept(byte @Nullable [] exif, Finish finish) {
        boolean all = finish.keeps(Finish.Keep.EXIF);
        if (exif == null || !(all || finish.keeps(Finish.Keep.COPYRIGHT))) {
            return null;
        }
        byte[] plain = startsWith(exif, PREFIX) ? Arrays.copyOfRange(exif, PREFIX.length, exif.length) : exif;
        if (plain.length < HEADER_BYTES) {
            return null;
        }
        var source = new Exif(plain);
        SortedMap<Integer, Entry> directory = source.read(source.data.getInt(4), 1);
        directory.keySet().removeIf(tag -> tag == ORIENTATION || !(all || COPYRIGHT.contains(tag)));
        return directory.isEmpty() ? null : write(directory, source.data.order());
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private SortedMap<Integer, Entry> read(int at, int depth) {
        var directory = new TreeMap<Integer, Entry>();
        if (at < HEADER_BYTES || at > data.limit() - 2 || depth > DEEPEST) {
            return directory;
        }
        int entries = Short.toUnsignedInt(data.getShort(at));
        for (int i = 0; i < entries && at + 2 + (i + 1) * ENTRY_BYTES <= data.limit(); i++) {
            int entry = at + 2 + i * ENTRY_BYTES;
            int tag = Short.toUnsignedInt(data.getShort(entry));
            int type = Short.toUnsignedInt(data.getShort(entry + 2));
            long bytes =
                    type < TYPE_BYTES.length ? TYPE_BYTES[type] * Integer.toUnsignedLong(data.getInt(entry + 4)) : 0;
            long from = bytes <= 4 ? entry + 8 : Integer.toUnsignedLong(data.getInt(entry + 8));
            if (bytes == 0 || from + bytes > data.limit()) {
                continue;
            }
            var value = new byte[(int) bytes];
            data.get((int) from, value);
            SortedMap<Integer, Entry> below =
                    DIRECTORIES.contains(tag) && type == LONG ? read(data.getInt(entry + 8), depth + 1) : null;
            if (below == null || !below.isEmpty()) {
                directory.put(tag, new Entry(type, data.getInt(entry + 4), value, below));
            }
        }
        return directory;
    }

    private static byte[] write(SortedMap<Integer, Entry> directory, ByteOrder order) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(order);
        header.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
        var out = new ByteArrayOutputStream();
        out.writeBytes(header.putShort((short) 42).putInt(HEADER_BYTES).array());
        out.writeBytes(write(directory, order, HEADER_BYTES));
        return out.toByteArray();
    }

    /** Writes a directory that begins at an offset, and behind it what doesn't fit into its entries. */
    private static byte[] write(SortedMap<Integer, Entry> directory, ByteOrder order, int start) {
        ByteBuffer entries =
                ByteBuffer.allocate(2 + directory.size() * ENTRY_BYTES + 4).order(order);
        entries.putShort((short) directory.size());
        var behind = new ByteArrayOutputStream();
        directory.forEach((tag, entry) -> {
            entries.putShort(tag.shortValue()).putShort((short) entry.type()).putInt(entry.count());
            int next = start + entries.capacity() + behind.size();
            byte[] value = entry.directory() == null ? entry.value() : write(entry.directory(), order, next);
            if (value.length <= 4) {
                entries.put(Arrays.copyOf(value, 4));
                return;
            }
            entries.putInt(next);
            behind.writeBytes(value);
            if (value.length % 2 == 1) {
                behind.write(0);
            }
        });
        var all = new ByteArrayOutputStream();
        all.writeBytes(entries.array());
        all.writeBytes(behind.toByteArray());
        return all.toByteArray();
    }
}
