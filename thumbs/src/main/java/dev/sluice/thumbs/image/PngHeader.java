package dev.sluice.thumbs.image;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a PNG file says about its picture, which is decoded by the JDK.
 *
 * <p>The decoder gets a file with nothing in it but what the picture is made of: it would trip over damage in other chunks,
 * which is no harm to the picture. Damage in those that it gets is found here, by their checksums.
 */
final class PngHeader {
    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12; // of a chunk without data: its length, its name, its checksum
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int TRNS = 0x74524e53;
    private static final int IDAT = 0x49444154;
    private static final int ICCP = 0x69434350;
    private static final int EXIF = 0x65584966;
    private static final int IEND = 0x49454e44;
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int MOST_BYTES = 16 << 20; // more than any profile has

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int width;
    private int height;
    private int colours;
    private int paletteEntries;
    private long picture = -1;
    private byte @Nullable [] icc;
    private Orientation orientation = Orientation.UPRIGHT;

    private PngHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        var header = new PngHeader();
        try (PhotoStream in = file.stream()) {
            header.readChunks(in);
        } catch (EOFException e) {
            throw new ImageException("truncated PNG: the file ends before its picture does", e);
        }
        byte[] icc = header.icc;
        ICC_Profile profile = icc == null ? null : Colours.profile(icc, header.isGrey() ? 1 : 3);
        return new WholePhoto(
                header.orientation,
                Canvas.of(header.width, header.height),
                profile,
                Codecs::pngReader,
                () -> file.stream(header.head.toByteArray(), header.picture, file.length()));
    }

    private boolean isGrey() {
        return colours == GREY || colours == GREY_ALPHA;
    }

    private void readChunks(PhotoStream in) throws ImageException, IOException {
        var signature = new byte[SIGNATURE_BYTES];
        in.readFully(signature);
        head.writeBytes(signature);
        long next = SIGNATURE_BYTES;
        boolean ended = false;
        while (!ended && next + SIGNATURE_BYTES <= in.length()) {
            in.seek(next);
            long length = in.readUnsignedInt();
            int chunk = in.readInt();
            if (next == SIGNATURE_BYTES && (chunk != IHDR || length != 13)) {
                throw new ImageException("damaged PNG: it doesn't begin with its header");
            }
            if (chunk == IDAT) {
                picture = picture < 0 ? next : picture;
                requireChecksum(in, next, length);
            } else if (length <= Math.min(MOST_BYTES, in.length() - in.getStreamPosition())) {
                take(in, chunk, next, (int) length);
            }
            ended = chunk == IEND;
            next += CHUNK_BYTES + length;
        }
        if (picture < 0 && ended) {
            throw new ImageException("the PNG has no picture in it");
        }
        picture = picture < 0 ? in.length() : picture; // the decoder will miss it
    }

    private void take(PhotoStream in, int chunk, long start, int length) throws ImageException, IOException {
        var data = new byte[length];
        in.readFully(data);
        switch (chunk) {
            case IHDR -> {
                requireChecksum(in, start, length);
                takeHeader(data);
                keep(chunk, data);
            }
            case PLTE -> {
                if (colours == PALETTE && picture < 0) {
                    requireChecksum(in, start, length);
                    paletteEntries = length / 3;
                    keep(chunk, data);
                }
            }
            case TRNS -> {
                if (picture < 0 && length == transparencyBytes(length)) {
                    keep(chunk, data);
                }
            }
            case EXIF -> orientation = Orientation.fromExif(data);
            case ICCP -> takeProfile(data);
            default -> {}
        }
    }

    /** How long the chunk with the transparent colours may be; one of another length is passed over. */
    private int transparencyBytes(int length) {
        return switch (colours) {
            case GREY -> 2;
            case COLOUR -> 6;
            case PALETTE -> Math.min(length, paletteEntries);
            default -> -1;
        };
    }

    private void takeHeader(byte[] data) throws ImageException {
        ByteBuffer header = ByteBuffer.wrap(data);
        width = header.getInt();
        height = header.getInt();
        colours = header.get(9);
        if (width < 1 || height < 1) {
            throw new ImageException("damaged PNG: it says its picture is " + Integer.toUnsignedString(width) + "×"
                    + Integer.toUnsignedString(height) + " pixels");
        }
    }

    private void keep(int chunk, byte[] data) {
        byte[] kept = ByteBuffer.allocate(CHUNK_BYTES + data.length)
                .putInt(data.length)
                .putInt(chunk)
                .put(data)
                .array();
        head.writeBytes(kept); // the decoder doesn't look at checksums
    }

    /** Compares the checksum of a chunk, unless the file ends before. */
    private static void requireChecksum(PhotoStream in, long start, long length) throws ImageException, IOException {
        if (start + CHUNK_BYTES + length > in.length()) {
            return;
        }
        in.seek(start + 4);
        var checksum = new CRC32();
        var part = new byte[8192];
        for (long left = 4 + length; left > 0; ) {
            int count = in.read(part, 0, (int) Math.min(part.length, left));
            checksum.update(part, 0, count);
            left -= count;
        }
        if (in.readUnsignedInt() != checksum.getValue()) {
            throw new ImageException("damaged PNG: the checksum of the chunk at byte " + start + " is wrong");
        }
    }

    private void takeProfile(byte[] data) {
        int name = 0;
        while (name < data.length && data[name] != 0) {
            name++;
        }
        int from = name + 2; // the name ends with a zero, and the method of compression follows
        if (from >= data.length) {
            return;
        }
        var packed = new ByteArrayInputStream(data, from, data.length - from);
        try (var unpacked = new InflaterInputStream(packed)) {
            icc = unpacked.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            icc = null; // a photo with a damaged profile is shown as if it had none
        }
    }
}
