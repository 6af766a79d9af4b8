package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.jspecify.annotations.Nullable;

/** What a JPEG file says before its picture begins. */
final class JpegHeader {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int QUANTISATION = 0xdb;
    private static final int HUFFMAN = 0xc4;
    private static final int RESTART_INTERVAL = 0xdd;
    private static final int PROGRESSIVE = 0xc2;
    private static final int ARITHMETIC = 0xc9;
    private static final int ARITHMETIC_PROGRESSIVE = 0xca;
    private static final int ARITHMETIC_CONDITIONS = 0xcc;
    private static final String EXIF = "Exif\0\0";
    private static final String ICC = "ICC_PROFILE\0";
    private static final String ADOBE = "Adobe";
    private static final int ADOBE_TRANSFORM = 11;

    /** An Adobe segment which says that the components are to be handed out as they are. */
    private static final byte[] AS_STORED = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private static final byte[] STANDARD_TABLES = standardTables();

    private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
    private final TreeMap<Integer, byte[]> profileParts = new TreeMap<>();
    private byte[] frame = {};
    private boolean progressive;
    private boolean arithmetic;
    private boolean jfif;
    private int adobeTransform = -1;
    private Orientation orientation = Orientation.UPRIGHT;
    private byte @Nullable [] exif;
    private long scans;

    private JpegHeader() {}

    /** Reads the header from the start of the file up to its first scan. */
    static JpegHeader read(PhotoStream in) throws ImageException, IOException {
        var header = new JpegHeader();
        try {
            header.readSegments(in);
        } catch (EOFException e) {
            throw new ImageException("truncated JPEG: the file ends before its picture begins", e);
        }
        return header;
    }

    private void readSegments(PhotoStream in) throws ImageException, IOException {
        in.seek(2);
        while (true) {
            int marker = nextMarker(in);
            if (marker == END_OF_IMAGE) {
                throw new ImageException("the JPEG has no picture in it");
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            if (marker == 0x01 || (marker >= 0xd0 && marker <= START_OF_IMAGE)) {
                continue; // these stand alone
            }
            int length = in.readUnsignedShort();
            if (length < 2) {
                throw new ImageException("damaged JPEG: a header segment has the length " + length);
            }
            var segment = new byte[length - 2];
            in.readFully(segment);
            take(marker, segment);
        }
        if (frame.length == 0) {
            throw new ImageException("damaged JPEG: it doesn't say how large its picture is");
        }
        scans = in.getStreamPosition() - 2;
    }

    /** Goes to the next marker, over whatever lies before it. */
    private static int nextMarker(PhotoStream in) throws IOException {
        int last = in.readUnsignedByte();
        while (true) {
            int next = in.readUnsignedByte();
            if (last == 0xff && next != 0xff && next != 0) {
                return next;
            }
            last = next;
        }
    }

    private void take(int marker, byte[] segment) throws ImageException {
        switch (marker) {
            case QUANTISATION, HUFFMAN, RESTART_INTERVAL, ARITHMETIC_CONDITIONS -> keep(marker, segment);
            case 0xe0 -> jfif |= startsWith(segment, "JFIF\0");
            case 0xe1 -> {
                if (startsWith(segment, EXIF) && orientation == Orientation.UPRIGHT) {
                    exif = rest(segment, EXIF.length());
                    orientation = Orientation.fromExif(exif);
                }
            }
            case 0xe2 -> {
                if (startsWith(segment, ICC) && segment.length > ICC.length() + 2) {
                    profileParts.put(segment[ICC.length()] & 0xff, rest(segment, ICC.length() + 2));
                }
            }
            case 0xee -> {
                if (startsWith(segment, ADOBE) && segment.length > ADOBE_TRANSFORM) {
                    adobeTransform = segment[ADOBE_TRANSFORM] & 0xff;
                }
            }
            default -> {
                if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc) {
                    takeFrame(marker, segment);
                }
            }
        }
    }

    private void takeFrame(int marker, byte[] segment) throws ImageException {
        arithmetic = marker == ARITHMETIC || marker == ARITHMETIC_PROGRESSIVE;
        if (marker > PROGRESSIVE && !arithmetic) {
            boolean lossless = marker == 0xc3 || marker == 0xc7 || marker == 0xcb || marker == 0xcf;
            throw new ImageException(
                    "a JPEG with " + (lossless ? "lossless" : "hierarchical") + " coding, which no backend can read");
        }
        if (segment.length < 6 || segment.length < 6 + 3 * (segment[5] & 0xff)) {
            throw new ImageException("damaged JPEG: the segment that says how large its picture is is too short");
        }
        if (segment[0] != 8) {
            throw new ImageException("a JPEG with " + segment[0] + " bits a sample, the embedded backend reads only 8");
        }
        frame = segment;
        progressive = marker == PROGRESSIVE || marker == ARITHMETIC_PROGRESSIVE;
        if (width() == 0 || height() == 0) {
            throw new ImageException("damaged JPEG: it says its picture is " + width() + "×" + height() + " pixels");
        }
        if (components() != 1 && components() != 3 && components() != 4) {
            throw new ImageException("a JPEG with " + components() + " components, expected 1, 3 or 4");
        }
        keep(marker, segment);
    }

    private void keep(int marker, byte[] segment) {
        tables.write(0xff);
        tables.write(marker);
        tables.write((segment.length + 2) >> 8);
        tables.write(segment.length + 2);
        tables.writeBytes(segment);
    }

    private static byte[] standardTables() {
        var content = new ByteArrayOutputStream();
        addTable(content, 0x00, JPEGHuffmanTable.StdDCLuminance);
        addTable(content, 0x10, JPEGHuffmanTable.StdACLuminance);
        addTable(content, 0x01, JPEGHuffmanTable.StdDCChrominance);
        addTable(content, 0x11, JPEGHuffmanTable.StdACChrominance);
        int length = content.size() + 2;
        var segment = new ByteArrayOutputStream();
        segment.writeBytes(new byte[] {(byte) 0xff, (byte) HUFFMAN, (byte) (length >> 8), (byte) length});
        segment.writeBytes(content.toByteArray());
        return segment.toByteArray();
    }

    private static void addTable(ByteArrayOutputStream content, int classAndId, JPEGHuffmanTable table) {
        content.write(classAndId);
        short[] counts = Arrays.copyOf(table.getLengths(), 16);
        for (short count : counts) {
            content.write(count);
        }
        for (short value : table.getValues()) {
            content.write(value);
        }
    }

    private static boolean startsWith(byte[] segment, String name) {
        byte[] bytes = name.getBytes(ISO_8859_1);
        return segment.length >= bytes.length && Arrays.equals(segment, 0, bytes.length, bytes, 0, bytes.length);
    }

    private static byte[] rest(byte[] segment, int from) {
        return Arrays.copyOfRange(segment, from, segment.length);
    }

    int width() {
        return number(3);
    }

    int height() {
        return number(1);
    }

    private int number(int at) {
        return ((frame[at] & 0xff) << 8) | (frame[at + 1] & 0xff);
    }

    private int components() {
        return frame[5] & 0xff;
    }

    Orientation orientation() {
        return orientation;
    }

    /** Returns the EXIF data, or null if there is none. */
    byte @Nullable [] exif() {
        return exif;
    }

    /** Whether several scans share in each component. */
    boolean isProgressive() {
        return progressive;
    }

    /** Whether the data is packed in the rare way that the JDK can't unpack. */
    boolean isArithmetic() {
        return arithmetic;
    }

    /** Where the scans begin in the file. */
    long scans() {
        return scans;
    }

    /** The identifiers of the components. */
    BitSet componentIds() {
        var ids = new BitSet();
        for (int i = 0; i < components(); i++) {
            ids.set(frame[6 + 3 * i] & 0xff);
        }
        return ids;
    }

    /**
     * The memory that the coefficients of the picture take, two bytes each. A decoder has to hold them all if the picture
     * comes in several scans.
     */
    long coefficientBytes() {
        int mostAcross = 1;
        int mostDown = 1;
        for (int i = 0; i < components(); i++) {
            mostAcross = Math.max(mostAcross, frame[7 + 3 * i] >> 4 & 15);
            mostDown = Math.max(mostDown, frame[7 + 3 * i] & 15);
        }
        long units = Math.ceilDiv((long) width(), 8L * mostAcross) * Math.ceilDiv((long) height(), 8L * mostDown);
        long blocks = 0;
        for (int i = 0; i < components(); i++) {
            blocks += units * (frame[7 + 3 * i] >> 4 & 15) * (frame[7 + 3 * i] & 15);
        }
        return blocks * 64 * 2;
    }

    /**
     * Says how many pixels share a sample of the colours, across and down, in a picture of lightness and colours.
     *
     * @param across 1 or 2
     * @param down 1 or 2
     */
    record Sharing(int across, int down) {}

    /** Returns how pixels share the colours; null if they do so in another way than one of the usual four, or there are none. */
    @Nullable
    Sharing sharing() {
        boolean plain = encoding() == Layout.Encoding.YCC && frame[10] == 0x11 && frame[13] == 0x11;
        int across = frame[7] >> 4 & 15;
        int down = frame[7] & 15;
        return plain && across >= 1 && across <= 2 && down >= 1 && down <= 2 ? new Sharing(across, down) : null;
    }

    /**
     * A header with nothing in it but what decoding takes; it asks for the components as they are stored.
     *
     * <p>It begins with the tables of the standard, which count where the file has none of its own: cameras that write
     * films leave them out.
     */
    byte[] plain() {
        var plain = new ByteArrayOutputStream();
        plain.write(0xff);
        plain.write(START_OF_IMAGE);
        plain.writeBytes(AS_STORED);
        if (!progressive) {
            plain.writeBytes(STANDARD_TABLES);
        }
        plain.writeBytes(tables.toByteArray());
        return plain.toByteArray();
    }

    /** What the components mean, by the rules that all decoders share. */
    Layout.Encoding encoding() {
        return switch (components()) {
            case 1 -> Layout.Encoding.GREY;
            case 3 -> isRgb() ? Layout.Encoding.RGB : Layout.Encoding.YCC;
            default ->
                switch (adobeTransform) {
                    case -1 -> Layout.Encoding.CMYK;
                    case 2 -> Layout.Encoding.YCCK_INVERTED;
                    default -> Layout.Encoding.CMYK_INVERTED;
                };
        };
    }

    private boolean isRgb() {
        if (jfif) {
            return false;
        }
        if (adobeTransform >= 0) {
            return adobeTransform == 0;
        }
        return frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
    }

    /** The colour profile, put together from its parts. */
    @Nullable
    ICC_Profile profile() {
        if (profileParts.isEmpty()) {
            return null;
        }
        var icc = new ByteArrayOutputStream();
        profileParts.values().forEach(icc::writeBytes);
        return Colours.profile(icc.toByteArray(), components());
    }
}
