package dev.sluice.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/**
 * The reading end of a {@link Pipe}.
 *
 * <p>Every method that reads waits for at least one byte, and throws an {@link IOException} with the error as its cause
 * where the writing end was closed with one and all that came before is read, a {@link PipeClosedException} if this end
 * is closed, and an {@link InterruptedIOException} if the wait is interrupted or its goroutine cancelled, also when the
 * pipe was closed at the same moment: then it has taken nothing, or as many bytes as that says. Its cause is a {@link
 * dev.sluice.ContextCancelledException} if the goroutine is cancelled; else an {@link InterruptedException}, and the
 * interrupt flag is set.
 *
 * <p>Safe for use by any number of threads, which take turns.
 */
public final class PipeInput extends InputStream {
    private final Conduit conduit;
    private final ReadableByteChannel channel;

    PipeInput(Conduit conduit) {
        this.conduit = conduit;
        this.channel = new SourceChannel(conduit);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return conduit.read(1, ByteBuffer.wrap(one)) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? 0 : conduit.read(length, ByteBuffer.wrap(bytes, offset, length));
    }

    /** Skips bytes, and waits until that number was skipped or the stream has ended; they are copied nowhere. */
    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        try {
            while (skipped < count) {
                int some = conduit.read((int) Math.min(count - skipped, Integer.MAX_VALUE), null);
                if (some < 0) {
                    break;
                }
                skipped += some;
            }
        } catch (InterruptedIOException e) {
            e.bytesTransferred = (int) Math.min(skipped, Integer.MAX_VALUE);
            throw e;
        }
        return skipped;
    }

    /**
     * Returns how many bytes can be read without waiting: what is in the buffer, or what is left of the write that
     * waits.
     *
     * @return a number that was true at some instant during the call
     * @throws PipeClosedException if this end is closed
     */
    @Override
    public int available() throws IOException {
        return conduit.available();
    }

    /**
     * Closes this end: what is unread is gone, and all writing fails. Never waits, and does nothing if it is closed.
     */
    @Override
    public void close() {
        conduit.closeReader(null);
    }

    /**
     * Closes this end because of an error: all writing fails with a {@link PipeClosedException} whose cause this is.
     * Never waits.
     *
     * @param cause the error
     * @return whether this call closed it; if not, the cause is ignored
     */
    public boolean closeWithError(Throwable cause) {
        return conduit.closeReader(Objects.requireNonNull(cause, "cause"));
    }

    /**
     * Returns this end as a channel. Closing either closes both.
     *
     * <p>The channel behaves like the stream, in particular when it is interrupted: with an {@link
     * InterruptedIOException}, and staying open. Where it was closed itself, it throws what channels throw.
     *
     * @return the channel, always the same one
     */
    public ReadableByteChannel channel() {
        return channel;
    }

    /** Returns which end of which pipe it is. */
    @Override
    public String toString() {
        return "reading end of " + conduit;
    }
}
