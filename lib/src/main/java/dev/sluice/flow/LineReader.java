package dev.sluice.flow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a stream in a charset. Bytes that aren't valid in it damage the line they stand in, and no other. */
final class LineReader {
    /**
     * A line, without its end.
     *
     * @param text its characters, with a replacement character where bytes aren't valid
     * @param isValid whether all of its bytes are
     */
    record Line(String text, boolean isValid) {}

    private static final int BUFFER = 8_192;

    private final InputStream in;
    private final CharsetDecoder decoder;

    // Both between fills in the state to be read from.
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();

    /** How many bytes aren't valid, at the position of the bytes: their place in the text is behind the characters. */
    private int invalid;

    private boolean ended;
    private boolean flushed;
    private boolean afterReturn;

    LineReader(InputStream in, Charset charset) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Returns the next line, or null at the end. */
    @Nullable
    Line readLine() throws IOException {
        var text = new StringBuilder();
        boolean isValid = true;
        boolean isEmpty = true;
        while (true) {
            skipLineFeed();
            int start = chars.position();
            int end = endOfLine();
            text.append(chars.array(), start, end - start);
            isEmpty &= end == start;
            if (end < chars.limit()) {
                afterReturn = chars.get(end) == '\r';
                chars.position(end + 1);
                return new Line(text.toString(), isValid);
            }
            chars.position(end);
            if (invalid > 0) {
                bytes.position(bytes.position() + invalid);
                invalid = 0;
                text.append(decoder.replacement());
                isValid = false;
                isEmpty = false;
            } else if (!fill()) {
                return isEmpty ? null : new Line(text.toString(), isValid);
            }
        }
    }

    /** Returns whether the next line has been read already, to its end. */
    boolean hasLine() {
        skipLineFeed();
        return endOfLine() < chars.limit();
    }

    private void skipLineFeed() {
        if (afterReturn && chars.hasRemaining()) {
            afterReturn = false;
            if (chars.get(chars.position()) == '\n') {
                chars.position(chars.position() + 1);
            }
        }
    }

    /** Returns the index of the end of the line that begins at the position, or the limit if it isn't there yet. */
    private int endOfLine() {
        char[] array = chars.array();
        int end = chars.position();
        while (end < chars.limit() && array[end] != '\n' && array[end] != '\r') {
            end++;
        }
        return end;
    }

    /** Decodes more characters, up to bytes that aren't valid; returns false at the end. */
    private boolean fill() throws IOException {
        chars.clear();
        while (!flushed && chars.position() == 0 && invalid == 0) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                invalid = result.length();
            } else if (result.isUnderflow() && ended) {
                decoder.flush(chars);
                flushed = true;
            } else if (chars.position() == 0) {
                read();
            }
        }
        chars.flip();
        return chars.hasRemaining() || invalid > 0;
    }

    private void read() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }
}
