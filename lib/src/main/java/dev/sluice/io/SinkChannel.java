package dev.sluice.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** The writing end of a pipe as a channel. */
final class SinkChannel implements WritableByteChannel {
    private final Conduit conduit;

    SinkChannel(Conduit conduit) {
        this.conduit = conduit;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        int length = from.remaining();
        try {
            conduit.write(from);
        } catch (PipeClosedException e) {
            if (isOpen()) {
                throw e; // the reader has left
            }
            throw (AsynchronousCloseException) new AsynchronousCloseException().initCause(e);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return conduit.isWriterOpen();
    }

    @Override
    public void close() {
        conduit.closeWriter(null);
    }

    @Override
    public String toString() {
        return "channel to write to " + conduit;
    }
}
