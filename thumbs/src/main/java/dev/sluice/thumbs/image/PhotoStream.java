package dev.sluice.thumbs.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * What a decoder reads: some first bytes of our making, followed by a part of the file.
 *
 * <p>The first bytes let us hand a decoder a plain header in place of the file's own, which may hold anything.
 * There is a small buffer, and no cache in memory or in a temporary file: the file is its own cache.
 */
@SuppressWarnings("UnsafeFinalization") // the superclass has a finalizer, which can do no harm to plain arrays
final class PhotoStream extends ImageInputStreamImpl {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final PhotoFile file;
    private final byte[] head;
    private final long from;
    private final long length;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferStart;
    private int bufferLength;

    PhotoStream(PhotoFile file, byte[] head, long from, long to) {
        this.file = file;
        this.head = head;
        this.from = from;
        this.length = head.length + Math.max(0, Math.min(to, file.length()) - from);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        if (!fill()) {
            return -1;
        }
        return buffer[(int) (streamPos++ - bufferStart)] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        bitOffset = 0;
        if (count == 0) {
            return 0;
        }
        int copied = 0;
        while (copied < count && fill()) { // the superclass takes a short answer for the end
            int at = (int) (streamPos - bufferStart);
            int part = Math.min(count - copied, bufferLength - at);
            System.arraycopy(buffer, at, into, offset + copied, part);
            streamPos += part;
            copied += part;
        }
        return copied == 0 ? -1 : copied;
    }

    /** Puts the byte at the stream's position into the buffer, unless the stream has ended. */
    private boolean fill() throws IOException {
        if (streamPos >= bufferStart && streamPos < bufferStart + bufferLength) {
            return true;
        }
        if (streamPos >= length) {
            if (from + length - head.length >= file.length()) {
                file.setRanOut();
            }
            return false;
        }
        bufferStart = streamPos;
        if (streamPos < head.length) {
            bufferLength = Math.min(BUFFER_BYTES, head.length - (int) streamPos);
            System.arraycopy(head, (int) streamPos, buffer, 0, bufferLength);
        } else {
            int wanted = (int) Math.min(BUFFER_BYTES, length - streamPos);
            bufferLength = 0;
            bufferLength = file.read(from + streamPos - head.length, ByteBuffer.wrap(buffer, 0, wanted));
        }
        return bufferLength > 0;
    }
}
