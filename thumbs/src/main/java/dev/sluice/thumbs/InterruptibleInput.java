package dev.sluice.thumbs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;

/**
 * Standard input for a goroutine that may be cancelled: a read of the terminal can't be interrupted, so another thread does
 * it, and the goroutine stops waiting for that one.
 *
 * <p>After an interrupt nobody may read on, since bytes may have been lost.
 */
final class InterruptibleInput extends InputStream {
    private final InputStream in;
    private final PlatformThreads threads;

    InterruptibleInput(InputStream in, PlatformThreads threads) {
        this.in = in;
        this.threads = threads;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return threads.call(() -> in.read(bytes, offset, length));
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for standard input");
        }
    }
}
