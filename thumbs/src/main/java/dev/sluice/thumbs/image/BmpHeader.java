package dev.sluice.thumbs.image;

import java.io.IOException;
import java.nio.ByteOrder;

/** Reads what a BMP file says about its picture, which is decoded by the JDK. */
final class BmpHeader {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int OLD_HEADER_BYTES = 12;

    private BmpHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            in.seek(FILE_HEADER_BYTES);
            boolean old = in.readInt() == OLD_HEADER_BYTES;
            int width = old ? in.readUnsignedShort() : in.readInt();
            int height = Math.abs(old ? in.readUnsignedShort() : in.readInt()); // negative: from top to bottom
            if (width < 1 || height < 1) {
                throw new ImageException("damaged BMP: it says its picture is " + width + "×" + height + " pixels");
            }
            return new WholePhoto(Orientation.UPRIGHT, Canvas.of(width, height), null, Codecs::bmpReader, file::stream);
        }
    }
}
