package dev.sluice.thumbs.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The items of a HEIF file, and where their streams lie.
 *
 * @see <a href="https://mpeg.chiariglione.org/standards/mpeg-4/iso-base-media-file-format">ISO/IEC 14496-12, 8.11</a>
 */
final class HeifItems {
    private static final int META = 0x6d657461;
    private static final int ITEM_DATA = 0x69646174;
    private static final int ITEM_INFOS = 0x69696e66;
    private static final int ITEM_INFO = 0x696e6665;
    private static final int ITEM_LOCATIONS = 0x696c6f63;
    private static final int ITEM_PROPERTIES = 0x69707270;
    private static final int PROPERTIES = 0x6970636f;
    private static final int AV1_CONFIGURATION = 0x61763143;
    private static final int HEVC_CONFIGURATION = 0x68766343;
    private static final int AV1_ITEM = 0x61763031;
    private static final int HEVC_ITEM = 0x68766331;

    private static final int IN_FILE = 0;
    private static final int IN_ITEM_DATA = 1;

    /** How a stream is coded. */
    enum Kind {
        AV1,
        HEVC
    }

    /**
     * A part of the file that holds a stream, or what begins one.
     *
     * @param kind how it is coded
     * @param start where it begins
     * @param end where it ends
     * @param lengthBytes how many bytes say the length of a unit of HEVC
     */
    record Part(Kind kind, long start, long end, int lengthBytes) {}

    /** Where an item lies, from the start of the file or of the item data. */
    private record Extent(long item, int construction, long start, long length) {
        /** Returns this extent together with one that begins where it ends. */
        Extent with(long more) {
            return new Extent(item, construction, start, length + more);
        }
    }

    private final PhotoStream in;
    private final ImageFormat format;
    private final Map<Long, Integer> kinds = new HashMap<>();
    private final List<Extent> extents = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private long itemData;
    private int lengthBytes = 4;

    private HeifItems(PhotoStream in, ImageFormat format) {
        this.in = in;
        this.format = format;
    }

    /**
     * Finds the streams of a file, and what its header says of them.
     *
     * @throws ImageException if the file is damaged
     */
    static List<Part> of(PhotoStream in, ImageFormat format) throws ImageException, IOException {
        var items = new HeifItems(in, format);
        items.readBoxes(0, in.length());
        for (Extent extent : items.extents) {
            items.add(extent);
        }
        return items.parts;
    }

    private void readBoxes(long from, long to) throws ImageException, IOException {
        for (long at = from; at + 8 <= to; ) {
            in.seek(at);
            long size = in.readUnsignedInt();
            int type = in.readInt();
            if (size == 1) {
                size = in.readLong();
            }
            long content = in.getStreamPosition();
            long end = size == 0 ? to : at + size;
            if (end < content || end > to) {
                throw damaged("a box of " + size + " bytes, where there is room for " + (to - at));
            }
            readBox(type, content, end);
            at = end;
        }
    }

    private void readBox(int type, long content, long end) throws ImageException, IOException {
        switch (type) {
            case META -> readBoxes(content + 4, end);
            case ITEM_PROPERTIES, PROPERTIES -> readBoxes(content, end);
            case ITEM_INFOS -> readBoxes(content + (in.readUnsignedByte() == 0 ? 6 : 8), end);
            case ITEM_INFO -> readInfo();
            case ITEM_LOCATIONS -> readLocations();
            case ITEM_DATA -> itemData = content;
            case AV1_CONFIGURATION -> parts.add(new Part(Kind.AV1, Math.min(content + 4, end), end, 0));
            case HEVC_CONFIGURATION -> readHevcConfiguration(end);
            default -> {}
        }
    }

    private void readInfo() throws IOException {
        int version = in.readUnsignedByte();
        if (version < 2) {
            return; // these have no type
        }
        in.skipBytes(3);
        long item = version == 2 ? in.readUnsignedShort() : in.readUnsignedInt();
        in.skipBytes(2);
        kinds.put(item, in.readInt());
    }

    private void readLocations() throws ImageException, IOException {
        int version = in.readUnsignedByte();
        in.skipBytes(3);
        int offsetBytes = (int) in.readBits(4);
        int sizeBytes = (int) in.readBits(4);
        int baseBytes = (int) in.readBits(4);
        int indexBytes = (int) in.readBits(4);
        long count = version < 2 ? in.readUnsignedShort() : in.readUnsignedInt();
        for (long i = 0; i < count; i++) {
            long item = version < 2 ? in.readUnsignedShort() : in.readUnsignedInt();
            int construction = version == 0 ? IN_FILE : in.readUnsignedShort() & 15;
            in.skipBytes(2);
            long base = readNumber(baseBytes);
            int stretches = in.readUnsignedShort();
            Extent whole = null;
            for (int j = 0; j < stretches; j++) {
                readNumber(version == 0 ? 0 : indexBytes);
                long start = base + readNumber(offsetBytes);
                long length = readNumber(sizeBytes);
                if (whole == null) {
                    whole = new Extent(item, construction, start, length);
                } else if (whole.start() + whole.length() == start) {
                    whole = whole.with(length);
                } else {
                    throw new UnsupportedImageException(
                            "a " + format.label() + " with a picture in pieces, which no backend reads");
                }
            }
            if (whole != null) {
                extents.add(whole);
            }
        }
    }

    private long readNumber(int bytes) throws ImageException, IOException {
        return switch (bytes) {
            case 0 -> 0;
            case 4 -> in.readUnsignedInt();
            case 8 -> in.readLong();
            default -> throw damaged("numbers of " + bytes + " bytes, expected 0, 4 or 8");
        };
    }

    private void readHevcConfiguration(long end) throws IOException {
        in.skipBytes(21);
        lengthBytes = (in.readUnsignedByte() & 3) + 1;
        int arrays = in.readUnsignedByte();
        for (int i = 0; i < arrays && in.getStreamPosition() < end; i++) {
            in.skipBytes(1);
            int units = in.readUnsignedShort();
            for (int j = 0; j < units && in.getStreamPosition() < end; j++) {
                long start = in.getStreamPosition();
                long unitEnd = start + 2 + in.readUnsignedShort();
                parts.add(new Part(Kind.HEVC, start, Math.min(unitEnd, end), 2));
                in.seek(unitEnd);
            }
        }
    }

    private void add(Extent extent) throws ImageException, IOException {
        int type = kinds.getOrDefault(extent.item(), 0);
        if (type != AV1_ITEM && type != HEVC_ITEM) {
            return;
        }
        if (extent.construction() > IN_ITEM_DATA) {
            throw new UnsupportedImageException(
                    "a " + format.label() + " with a picture made up of parts of others, which no backend reads");
        }
        long start = extent.start() + (extent.construction() == IN_ITEM_DATA ? itemData : 0);
        long end = extent.length() == 0 ? in.length() : start + extent.length();
        if (start < 0 || end < start || end > in.length()) {
            throw new ImageException("truncated " + format.label() + ": the file ends before its picture does");
        }
        parts.add(new Part(type == AV1_ITEM ? Kind.AV1 : Kind.HEVC, start, end, lengthBytes));
    }

    private ImageException damaged(String what) {
        return new ImageException("damaged " + format.label() + ": it has " + what);
    }
}
