package dev.sluice.thumbs.image;

import java.awt.color.ICC_Profile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a WebP file says about its first picture, which is decoded by libwebp.
 *
 * <p>The decoder gets just that picture, as if it were a still one without metadata: it takes no animations, and damaged
 * metadata is no reason to fail.
 */
final class WebpHeader {
    private static final int VP8 = 0x20385056;
    private static final int VP8L = 0x4c385056;
    private static final int VP8X = 0x58385056;
    private static final int ALPH = 0x48504c41;
    private static final int ANMF = 0x464d4e41;
    private static final int ICCP = 0x50434349;
    private static final int EXIF = 0x46495845;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int MOST_BYTES = 16 << 20; // more than any profile has
    private static final byte HAS_ALPHA = 0x10;
    private static final long NATIVE_BYTES_A_PIXEL = 8; // the decoder's picture and, if it is lossless, its copy

    private final PhotoFile file;
    private @Nullable Canvas canvas;
    private byte @Nullable [] icc;
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean alpha;
    private long pictureStart = -1;
    private long pictureEnd;

    private WebpHeader(PhotoFile file) {
        this.file = file;
    }

    static Photo open(PhotoFile file) throws ImageException, IOException {
        var header = new WebpHeader(file);
        try (PhotoStream in = file.stream()) {
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            header.readChunks(in, 12, file.length());
        } catch (EOFException e) {
            throw truncated();
        }
        return header.photo();
    }

    private static ImageException truncated() {
        return new ImageException("truncated WebP: the file ends before its picture does");
    }

    private Photo photo() throws ImageException {
        Canvas found = canvas;
        if (found == null || pictureStart < 0) {
            throw new ImageException("the WebP has no picture in it");
        }
        if (pictureEnd > file.length()) {
            throw truncated();
        }
        byte[] head = plain(found);
        byte[] profileData = icc;
        ICC_Profile profile = profileData == null ? null : Colours.profile(profileData, 3);
        return new WholePhoto(
                orientation,
                found,
                profile,
                false,
                NATIVE_BYTES_A_PIXEL * found.pictureWidth() * found.pictureHeight(),
                Codecs::webpReader,
                () -> file.stream(head, pictureStart, pictureEnd));
    }

    private void readChunks(PhotoStream in, long from, long to) throws IOException {
        long next = from;
        while (next + 8 <= to) {
            in.seek(next);
            int chunk = in.readInt();
            long length = in.readUnsignedInt();
            long end = next + 8 + length;
            switch (chunk) {
                case VP8X -> readCanvas(in);
                case ICCP -> icc = read(in, length);
                case EXIF -> takeExif(read(in, length));
                case ANMF -> {
                    if (pictureStart < 0) {
                        readFrame(in, end);
                    }
                }
                case ALPH, VP8, VP8L -> takePicture(in, chunk, next, end);
                default -> {}
            }
            next = end + (length & 1);
        }
    }

    private static byte @Nullable [] read(PhotoStream in, long length) throws IOException {
        if (length > Math.min(MOST_BYTES, in.length() - in.getStreamPosition())) {
            return null;
        }
        var data = new byte[(int) length];
        in.readFully(data);
        return data;
    }

    private void takeExif(byte @Nullable [] exif) {
        if (exif != null) {
            boolean prefixed = exif.length > 6 && exif[0] == 'E' && exif[1] == 'x';
            orientation = Orientation.fromExif(prefixed ? Arrays.copyOfRange(exif, 6, exif.length) : exif);
        }
    }

    private void readCanvas(PhotoStream in) throws IOException {
        in.skipBytes(4);
        canvas = Canvas.of(1 + read24(in), 1 + read24(in));
    }

    /** A frame of an animation: where it lies on the canvas, and then chunks as in a still picture. */
    private void readFrame(PhotoStream in, long end) throws IOException {
        int x = 2 * read24(in);
        int y = 2 * read24(in);
        int width = 1 + read24(in);
        int height = 1 + read24(in);
        Canvas all = canvas == null ? Canvas.of(1, 1) : canvas;
        long from = in.getStreamPosition() - 12 + FRAME_HEADER_BYTES;
        readChunks(in, from, Math.min(end, file.length()));
        canvas = Canvas.around(all.width(), all.height(), x, y, width, height);
        pictureEnd = Math.max(pictureEnd, end);
    }

    private void takePicture(PhotoStream in, int chunk, long start, long end) throws IOException {
        if (pictureStart < 0) {
            pictureStart = start;
        } else if (pictureEnd != start && pictureEnd + 1 != start) {
            return; // belongs to a later frame
        }
        alpha |= chunk == ALPH;
        pictureEnd = end;
        if (chunk == VP8) {
            in.skipBytes(6);
            int width = in.readUnsignedShort() & 0x3fff;
            int height = in.readUnsignedShort() & 0x3fff;
            canvas = canvas == null ? Canvas.of(width, height) : canvas;
        } else if (chunk == VP8L) {
            in.skipBytes(1);
            int bits = in.readInt();
            alpha |= ((bits >>> 28) & 1) == 1;
            canvas = canvas == null ? Canvas.of(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)) : canvas;
        }
    }

    private static int read24(PhotoStream in) throws IOException {
        return in.readUnsignedShort() | (in.readUnsignedByte() << 16);
    }

    /** The start of a file with nothing in it but the size of the picture and whether it has transparency. */
    private byte[] plain(Canvas canvas) {
        ByteBuffer head = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(0x46464952).putInt((int) (22 + pictureEnd - pictureStart)).putInt(0x50424557);
        head.putInt(VP8X).putInt(10).putInt(alpha ? HAS_ALPHA : 0);
        put24(head, canvas.pictureWidth() - 1);
        put24(head, canvas.pictureHeight() - 1);
        return head.array();
    }

    private static void put24(ByteBuffer head, int value) {
        head.putShort((short) value).put((byte) (value >> 16));
    }
}
