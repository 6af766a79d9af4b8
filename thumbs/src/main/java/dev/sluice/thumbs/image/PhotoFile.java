package dev.sluice.thumbs.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * An open file that a photo is read from.
 *
 * <p>Decoders wrap whatever goes wrong in exceptions of their own, so the file remembers its own failure: that is
 * how a disk that can't be read stays distinguishable from a picture that is damaged.
 */
final class PhotoFile implements Closeable {
    private static final long PART_BYTES = 1 << 20;

    private final SeekableByteChannel channel;
    private final long start;
    private final long length;
    private @Nullable IOException failure;
    private boolean ranOut;

    PhotoFile(Path path) throws IOException {
        this.channel = Files.newByteChannel(path);
        this.start = 0;
        this.length = channel.size();
    }

    private PhotoFile(SeekableByteChannel channel, long start, long length) {
        this.channel = channel;
        this.start = start;
        this.length = length;
    }

    /** Returns a part of the file as if it were a file by itself; closing this one closes it. */
    @SuppressWarnings("resource") // the channel stays with this file
    PhotoFile part(long from, long to) {
        return new PhotoFile(channel, start + from, Math.max(0, Math.min(to, length) - from));
    }

    long length() {
        return length;
    }

    /** What went wrong with the file itself, if anything did. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether something was looked for beyond the end of the file. */
    boolean ranOut() {
        return ranOut;
    }

    /** Notes that something was looked for beyond the end of the file. */
    void setRanOut() {
        ranOut = true;
    }

    /** A stream over all of the file. */
    PhotoStream stream() {
        return new PhotoStream(this, new byte[0], 0, length);
    }

    /** A stream over other first bytes and, after them, a part of the file. */
    PhotoStream stream(byte[] head, long from, long to) {
        return new PhotoStream(this, head, from, to);
    }

    /** Fills the buffer from a position on, as far as the file goes. All reading of a file comes through here. */
    int read(long position, ByteBuffer into) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading the photo");
        }
        long left = length - position;
        if (left < into.remaining()) {
            into.limit(into.position() + (int) Math.max(0, left));
        }
        try {
            channel.position(start + position);
            int count = 0;
            while (into.hasRemaining()) {
                int read = channel.read(into);
                if (read < 0) {
                    break;
                }
                count += read;
            }
            return count;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Fills native memory from a position on.
     *
     * @throws ImageException if the file has become shorter meanwhile
     */
    void read(long position, MemorySegment into) throws ImageException, IOException {
        long count = 0;
        while (count < into.byteSize()) {
            long part = Math.min(PART_BYTES, into.byteSize() - count);
            int read = read(position + count, into.asSlice(count, part).asByteBuffer());
            if (read == 0) {
                throw new ImageException("the file has become shorter while it was read");
            }
            count += read;
        }
    }

    /** Ends work on a picture by an unchecked exception if the thread is interrupted. */
    static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while decoding the photo");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
