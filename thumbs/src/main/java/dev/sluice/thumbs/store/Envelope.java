package dev.sluice.thumbs.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.thumbs.image.OutputFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a format has room for a {@link Stamp} that viewers don't show: a comment of JPEG, a text chunk of PNG, a chunk of RIFF
 * behind the picture of WebP, a box behind that of AVIF.
 *
 * <p>In JPEG and PNG it stands in front of the picture, so that a file that was cut short is still known as this program's.
 */
final class Envelope {
    /** How many bytes from both ends of a file are enough to find its stamp. */
    static final int END_BYTES = 1024;

    private static final String JPEG = "\u00ff\u00d8";
    private static final String APP0 = "\u00ff\u00e0";
    private static final String COM = "\u00ff\u00fe";
    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    private static final int PNG_HEADER_BYTES = 33;
    private static final String PNG_TEXT = "tEXtComment\0";
    private static final String RIFF = "RIFF";
    private static final String CHUNK = "SLUI";
    private static final String BOX = "uuidsluice thumbs \0\0"; // a box of the user: its type has sixteen bytes

    private Envelope() {}

    /** A stamp in a file: its text, and how many bytes the file is longer because of it. */
    record Found(String text, int bytes) {}

    /** Puts a stamp into a picture. */
    static byte[] seal(OutputFormat format, byte[] picture, String stamp) {
        return switch (format) {
            case JPEG -> {
                String comment = COM + twoBytes(stamp.length() + 2) + stamp;
                yield insert(picture, jpegComment(text(picture, 0, END_BYTES)), comment);
            }
            case PNG -> {
                String chunk = PNG_TEXT + stamp;
                var crc = new CRC32();
                crc.update(chunk.getBytes(ISO_8859_1));
                int length = chunk.length() - 4;
                yield insert(picture, PNG_HEADER_BYTES, fourBytes(length) + chunk + fourBytes((int) crc.getValue()));
            }
            case WEBP -> {
                String padded = stamp + (stamp.length() % 2 == 0 ? "" : "\0");
                byte[] sealed = insert(picture, picture.length, CHUNK + swapped(stamp.length()) + padded);
                ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).putInt(RIFF.length(), sealed.length - 8);
                yield sealed;
            }
            case AVIF -> insert(picture, picture.length, fourBytes(4 + BOX.length() + stamp.length()) + BOX + stamp);
        };
    }

    /**
     * Looks for a stamp.
     *
     * @param head the first {@link #END_BYTES} of a file, or all of it
     * @param tail the last ones
     * @return the stamp, or null if there is none
     */
    static @Nullable Found find(byte[] head, byte[] tail) {
        Found found = find(text(head, 0, head.length), text(tail, 0, tail.length));
        return found != null && Stamp.isOne(found.text()) ? found : null;
    }

    private static @Nullable Found find(String head, String tail) {
        if (head.startsWith(JPEG)) {
            int at = jpegComment(head);
            return head.startsWith(COM, at) ? found(head, at + 4, number(head, at + 2, 2) - 2, 4) : null;
        }
        if (head.startsWith(PNG)) {
            int overhead = 8 + PNG_TEXT.length();
            return head.startsWith(PNG_TEXT, PNG_HEADER_BYTES + 4)
                    ? found(
                            head,
                            PNG_HEADER_BYTES + 4 + PNG_TEXT.length(),
                            number(head, PNG_HEADER_BYTES, 4) - PNG_TEXT.length() + 4,
                            overhead)
                    : null;
        }
        if (head.startsWith(RIFF)) {
            int at = tail.lastIndexOf(CHUNK);
            if (at < 0 || at + 8 > tail.length()) {
                return null;
            }
            int length = Integer.reverseBytes(number(tail, at + 4, 4));
            return at + 8 + length + length % 2 == tail.length() ? found(tail, at + 8, length, 8 + length % 2) : null;
        }
        int at = tail.lastIndexOf(BOX);
        return at < 4 || at - 4 + number(tail, at - 4, 4) != tail.length()
                ? null
                : found(tail, at + BOX.length(), tail.length() - at - BOX.length(), 4 + BOX.length());
    }

    private static @Nullable Found found(String text, int at, int length, int overhead) {
        return length < 0 || length > text.length() - at
                ? null
                : new Found(text.substring(at, at + length), length + overhead);
    }

    /** Behind the JFIF segment, which has to be the first, or else right at the beginning. */
    private static int jpegComment(String head) {
        int at = JPEG.length();
        return head.startsWith(APP0, at) && head.length() >= at + 4 ? at + 2 + number(head, at + 2, 2) : at;
    }

    private static byte[] insert(byte[] picture, int at, String inserted) {
        byte[] sealed = Arrays.copyOf(picture, picture.length + inserted.length());
        System.arraycopy(inserted.getBytes(ISO_8859_1), 0, sealed, at, inserted.length());
        System.arraycopy(picture, at, sealed, at + inserted.length(), picture.length - at);
        return sealed;
    }

    /** Each byte as a character. */
    private static String text(byte[] bytes, int from, int most) {
        return new String(bytes, from, Math.min(most, bytes.length - from), ISO_8859_1);
    }

    private static int number(String text, int at, int bytes) {
        int number = 0;
        for (int i = at; i < at + bytes && i < text.length(); i++) {
            number = number << 8 | text.charAt(i);
        }
        return number;
    }

    private static String twoBytes(int number) {
        return fourBytes(number).substring(2);
    }

    private static String fourBytes(int number) {
        return new String(ByteBuffer.allocate(4).putInt(number).array(), ISO_8859_1);
    }

    private static String swapped(int number) {
        return fourBytes(Integer.reverseBytes(number));
    }
}
