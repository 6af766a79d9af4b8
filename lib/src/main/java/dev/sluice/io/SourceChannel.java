package dev.sluice.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** The reading end of a pipe as a channel. */
final class SourceChannel implements ReadableByteChannel {
    private final Conduit conduit;

    SourceChannel(Conduit conduit) {
        this.conduit = conduit;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("the buffer must be writable, was " + into);
        }
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (!into.hasRemaining()) {
            return 0;
        }
        try {
            return conduit.read(into.remaining(), into);
        } catch (PipeClosedException e) {
            throw (AsynchronousCloseException) new AsynchronousCloseException().initCause(e);
        }
    }

    @Override
    public boolean isOpen() {
        return conduit.isReaderOpen();
    }

    @Override
    public void close() {
        conduit.closeReader(null);
    }

    @Override
    public String toString() {
        return "channel to read from " + conduit;
    }
}
