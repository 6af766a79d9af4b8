package dev.sluice.thumbs.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;

/** Reads what a GIF file says about its first picture, which is decoded by the JDK. */
final class GifHeader {
    private static final int SIGNATURE_BYTES = 6;
    private static final int IMAGE = 0x2c;
    private static final int EXTENSION = 0x21;
    private static final int HAS_PALETTE = 0x80;

    private GifHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            in.seek(SIGNATURE_BYTES);
            int screenWidth = in.readUnsignedShort();
            int screenHeight = in.readUnsignedShort();
            int flags = in.readUnsignedByte();
            in.skipBytes(2);
            skipPalette(in, flags);
            goToImage(in);
            int x = in.readUnsignedShort();
            int y = in.readUnsignedShort();
            int width = in.readUnsignedShort();
            int height = in.readUnsignedShort();
            if (width == 0 || height == 0) {
                throw new ImageException("damaged GIF: it says its picture is " + width + "×" + height + " pixels");
            }
            // The decoder takes the end of the file for the end of the picture, so its data is walked through first.
            skipPalette(in, in.readUnsignedByte());
            in.skipBytes(1);
            skipBlocks(in);
            var canvas = Canvas.around(screenWidth, screenHeight, x, y, width, height);
            return new WholePhoto(Orientation.UPRIGHT, canvas, null, Codecs::gifReader, file::stream);
        } catch (EOFException e) {
            throw new ImageException("truncated GIF: the file ends before its picture does", e);
        }
    }

    private static void goToImage(PhotoStream in) throws ImageException, IOException {
        while (true) {
            int block = in.readUnsignedByte();
            if (block == IMAGE) {
                return;
            }
            if (block != EXTENSION) {
                throw new ImageException("the GIF has no picture in it");
            }
            in.skipBytes(1);
            skipBlocks(in);
        }
    }

    private static void skipPalette(PhotoStream in, int flags) throws IOException {
        if ((flags & HAS_PALETTE) != 0) {
            in.seek(in.getStreamPosition() + 3L * (2 << (flags & 7)));
        }
    }

    private static void skipBlocks(PhotoStream in) throws IOException {
        int length = in.readUnsignedByte();
        while (length > 0) {
            in.seek(in.getStreamPosition() + length);
            length = in.readUnsignedByte();
        }
    }
}
