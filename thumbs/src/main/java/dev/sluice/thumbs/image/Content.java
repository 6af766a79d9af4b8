package dev.sluice.thumbs.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Tells what a file holds by its first bytes, also when it is no image. */
final class Content {
    private static final int SHOWN_BYTES = 8;

    private Content() {}

    /** The format of the file's image. */
    static ImageFormat requireImage(PhotoFile file) throws ImageException, IOException {
        var first = new byte[(int) Math.min(ImageFormat.SNIFFED_BYTES, file.length())];
        int count = file.read(0, ByteBuffer.wrap(first));
        Optional<ImageFormat> format = ImageFormat.of(Arrays.copyOf(first, count));
        if (format.isPresent()) {
            return format.get();
        }
        if (count == 0) {
            throw new ImageException("empty file");
        }
        throw new ImageException("not an image: the content is " + describe(first));
    }

    private static String describe(byte[] first) {
        if (isText(first)) {
            return "text";
        }
        byte[] shown = Arrays.copyOf(first, Math.min(first.length, SHOWN_BYTES));
        return "of no known format, it starts with "
                + HexFormat.ofDelimiter(" ").formatHex(shown);
    }

    private static boolean isText(byte[] first) {
        for (byte b : first) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                return false;
            }
        }
        try {
            // The last character may be cut in two.
            int length = Math.max(first.length - 3, Math.min(first.length, 1));
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(first, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
