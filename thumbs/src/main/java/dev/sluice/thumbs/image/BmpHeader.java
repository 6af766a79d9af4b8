package dev.sluice.thumbs.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads what a BMP file says about its picture, which is decoded by the JDK. */
final class BmpHeader {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int FILE_BYTES = 2; // where in that header the length of the file stands
    private static final int PICTURE_START = 10; // and where the picture begins
    private static final int OLD_HEADER_BYTES = 12;
    private static final int OS2_SHORT_HEADER_BYTES = 16;
    private static final int WINDOWS_HEADER_BYTES = 40;
    private static final int OS2_HEADER_BYTES = 64;
    private static final int COMPRESSION = 16; // where in a header the way of compression stands
    private static final int MOST_HEAD_BYTES = 1 << 20;
    private static final int LAST_COMMON_COMPRESSION = 2;

    private BmpHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            in.seek(PICTURE_START);
            long start = in.readUnsignedInt();
            int headerBytes = in.readInt();
            boolean old = headerBytes == OLD_HEADER_BYTES;
            int width = old ? in.readUnsignedShort() : in.readInt();
            int height = Math.abs(old ? in.readUnsignedShort() : in.readInt()); // negative: from top to bottom
            if (width < 1 || height < 1) {
                throw new ImageException("damaged BMP: it says its picture is " + width + "×" + height + " pixels");
            }
            if (headerBytes != OS2_SHORT_HEADER_BYTES && headerBytes != OS2_HEADER_BYTES) {
                return photo(width, height, file::stream);
            }
            byte[] head = windowsHead(in, headerBytes, start);
            return photo(width, height, () -> file.stream(head, start, file.length()));
        } catch (EOFException e) {
            throw new ImageException("truncated BMP: the file ends before its header does", e);
        }
    }

    private static Photo photo(int width, int height, WholePhoto.Input input) {
        return new WholePhoto(Orientation.UPRIGHT, Canvas.of(width, height), null, Codecs::bmpReader, input);
    }

    /**
     * All that comes before the picture, as Windows would write it. The headers of OS/2 begin with the same fields, of which
     * the short one has just the first; those that follow are for printers, and the decoder doesn't know of them.
     */
    private static byte[] windowsHead(PhotoStream in, int headerBytes, long start) throws ImageException, IOException {
        int headEnd = FILE_HEADER_BYTES + headerBytes;
        if (start < headEnd || start > Math.min(in.length(), MOST_HEAD_BYTES)) {
            throw new ImageException("damaged BMP: it says its picture begins at byte " + start);
        }
        in.seek(0);
        var head = new byte[(int) start];
        in.readFully(head);
        int moved = WINDOWS_HEADER_BYTES - headerBytes;
        ByteBuffer windows = ByteBuffer.allocate(head.length + moved).order(ByteOrder.LITTLE_ENDIAN);
        windows.put(head, 0, FILE_HEADER_BYTES + Math.min(headerBytes, WINDOWS_HEADER_BYTES));
        windows.put(FILE_HEADER_BYTES + WINDOWS_HEADER_BYTES, head, headEnd, head.length - headEnd);
        windows.putInt(FILE_BYTES, windows.getInt(FILE_BYTES) + moved);
        windows.putInt(PICTURE_START, (int) start + moved);
        windows.putInt(FILE_HEADER_BYTES, WINDOWS_HEADER_BYTES);
        int compression = windows.getInt(FILE_HEADER_BYTES + COMPRESSION);
        if (compression < 0 || compression > LAST_COMMON_COMPRESSION) {
            throw new ImageException("a BMP of OS/2 with compression " + compression
                    + ", which the embedded backend can't read; expected 0 to " + LAST_COMMON_COMPRESSION);
        }
        return windows.array();
    }
}
