package dev.sluice.io;

import dev.sluice.Context;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedFunction;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * The writing end of a {@link Pipe}.
 *
 * <p>Every method that writes waits until all was read, or is in the pipe's buffer. It throws a {@link
 * PipeClosedException} if the reader has left, with the reader's error as its cause if there was one, or if this end is
 * closed; and an {@link InterruptedIOException} if the wait is interrupted or its goroutine cancelled, also when the
 * pipe was closed at the same moment: then {@code bytesTransferred} says how many bytes were read or are in the buffer,
 * and the others are still the caller's alone. Its cause is a {@link dev.sluice.ContextCancelledException} if the
 * goroutine is cancelled; else an {@link InterruptedException}, and the interrupt flag is set. A write whose last byte
 * was taken at the moment of the interrupt has happened, and returns.
 *
 * <p>Safe for use by any number of threads, which take turns; each write is whole.
 */
public final class PipeOutput extends OutputStream {
    /**
     * The pipe for streams that must not decide when it is at its end: streams close what is below them even when their
     * own last write has failed.
     */
    private static final class Unclosable extends OutputStream {
        private final PipeOutput pipe;

        Unclosable(PipeOutput pipe) {
            this.pipe = pipe;
        }

        @Override
        public void write(int value) throws IOException {
            pipe.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            pipe.write(bytes, offset, length);
        }
    }

    private final Conduit conduit;
    private final WritableByteChannel channel;

    PipeOutput(Conduit conduit) {
        this.conduit = conduit;
        this.channel = new SinkChannel(conduit);
    }

    @Override
    public void write(int value) throws IOException {
        conduit.write(ByteBuffer.wrap(new byte[] {(byte) value}));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        conduit.write(ByteBuffer.wrap(bytes, offset, length));
    }

    /**
     * Writes all there is and closes this end; or, if that fails, closes it with the error.
     *
     * {@snippet :
     * scope.go(() -> pipe.output().writeAndClose(GZIPOutputStream::new, gzip -> {
     *     report.writeTo(gzip);
     * }));
     * }
     *
     * <p>A try block over layers does that wrong in two ways. If the pipe is closed before them, what they write last
     * (the footer of a compressed file) is lost. If the body fails, they are closed all the same: the reader sees a
     * whole file, and nothing tells it that half is missing. Here the outermost layer is closed before the pipe if all
     * is well, and otherwise after the pipe was closed with the error. Closing a layer, which the body may do too,
     * closes no pipe.
     *
     * <p>After a failure the layers are closed in a {@linkplain Context#detached() detached} context, so that they free
     * what they hold also in a goroutine that is cancelled.
     *
     * @param layers puts layers over the stream that it is given, such as {@code GZIPOutputStream::new}, and returns the
     *     outermost; closing that closes all of them, and not the pipe
     * @param body writes to the outermost layer, and needn't close it
     * @param <W> the type of the outermost layer
     * @param <X> the type of what the body may throw
     * @throws IOException if the layers can't be made or closed, in particular because the reader has left
     * @throws X if the body throws it
     */
    public <W extends Closeable, X extends Exception> void writeAndClose(
            CheckedFunction<? super OutputStream, ? extends W, ? extends IOException> layers,
            CheckedConsumer<? super W, X> body)
            throws IOException, X {
        Closeable outermost = () -> {};
        try {
            W layered = layers.apply(new Unclosable(this));
            outermost = layered;
            body.accept(layered);
            layered.close();
        } catch (Throwable failure) { // errors too: the reader must not take this for the end
            conduit.closeWriter(failure);
            free(outermost, failure);
            throw failure;
        }
        close();
    }

    /** Closes layers over a pipe that is closed, for what they hold besides. That it can't be written to is no news. */
    private static void free(Closeable layers, Throwable failure) {
        try {
            Context.current().detached().run(layers::close);
        } catch (PipeClosedException | InterruptedIOException _) {
            // The layers have tried to write a footer. An interrupt is kept.
        } catch (Throwable e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    /**
     * Closes this end: the data is complete. A write that waits in another thread fails. Never waits, and does nothing
     * if it is closed.
     */
    @Override
    public void close() {
        conduit.closeWriter(null);
    }

    /**
     * Closes this end because of an error: a reader that has read all that was written gets an {@link IOException}
     * whose cause this is. Never waits.
     *
     * @param cause the error
     * @return whether this call closed it; if not, the cause is ignored
     */
    public boolean closeWithError(Throwable cause) {
        return conduit.closeWriter(Objects.requireNonNull(cause, "cause"));
    }

    /**
     * Returns this end as a channel. Closing either closes both.
     *
     * <p>The channel behaves like the stream, in particular when it is interrupted: with an {@link
     * InterruptedIOException}, and staying open. The position of a buffer then says how much was written. Where it was
     * closed itself, it throws what channels throw.
     *
     * @return the channel, always the same one
     */
    public WritableByteChannel channel() {
        return channel;
    }

    /** Returns which end of which pipe it is. */
    @Override
    public String toString() {
        return "writing end of " + conduit;
    }
}
