package dev.sluice.chat.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames with messages, each of which carries the time when it was due: {@code @} and 16 hexadecimal digits, at the
 * beginning of its text.
 *
 * <p>The key that masks the frames is zero, which costs this client nothing, and the server the same as any other.
 */
final class Saying {
    static final char MARK = '@';
    static final int DIGITS = 16;

    private static final int TEXT_FRAME = 0x81;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_TWO_BYTES = 126;

    private final String before;
    private final String after;
    private final boolean withId;

    /** @param room the room, or null if the text is all that is sent */
    Saying(@Nullable String room, int bytes, boolean withId) {
        String filling = "x".repeat(Math.max(0, bytes - DIGITS - 1));
        this.before = room == null ? "" : "{\"type\":\"say\",\"room\":\"" + room + "\",\"content\":\"";
        this.after = room == null ? filling : filling + (withId ? "\",\"id\":\"" : "\"}");
        this.withId = room != null && withId;
    }

    ByteBuf frame(ByteBufAllocator allocator, long dueNanos, long number) {
        String text = before + MARK + hex(dueNanos) + after + (withId ? hex(number) + "\"}" : "");
        return text(allocator, text.getBytes(US_ASCII));
    }

    static ByteBuf text(ByteBufAllocator allocator, byte[] text) {
        return frame(allocator, TEXT_FRAME, text);
    }

    static ByteBuf frame(ByteBufAllocator allocator, int head, byte[] payload) {
        ByteBuf frame = allocator.buffer(payload.length + 8);
        frame.writeByte(head);
        if (payload.length < LENGTH_IN_TWO_BYTES) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | LENGTH_IN_TWO_BYTES).writeShort(payload.length);
        }
        return frame.writeInt(0).writeBytes(payload);
    }

    private static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }

    /** Returns the time that the text carries which begins at an index with the mark. */
    static long due(ByteBuf frame, int mark) {
        return HexFormat.fromHexDigitsToLong(frame.toString(mark + 1, DIGITS, US_ASCII));
    }
}
