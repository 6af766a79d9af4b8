package dev.sluice.io;

import dev.sluice.function.CheckReturnValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pipe hands bytes from a goroutine that writes to one that reads, and lets each wait for the other.
 *
 * {@snippet :
 * var pipe = Pipe.unbuffered();
 *
 * scope.go(() -> pipe.output().writeAndClose(GZIPOutputStream::new, gzip -> {
 *     for (Event event : events) {
 *         gzip.write(event.toBytes()); // waits while nothing reads
 *     }
 * }));
 * try (InputStream in = pipe.input()) {
 *     upload(in); // gigabytes, of which a few thousand are in memory
 * }
 * }
 *
 * <p>An <i>unbuffered</i> pipe has no memory of its own: the reader copies out of the writer's array, and a write
 * returns when all of it has been read, by one read or by many. A <i>buffered</i> one of n bytes is ahead of the reader
 * by up to n: a write returns once all is in the buffer. A read waits until there is at least one byte, and returns
 * what is there; it never waits for more, and never spans two writes of an unbuffered pipe. A write of no bytes returns
 * at once and is never seen by a reader.
 *
 * <p>What was written before the writing end was closed can still be read, except by a write that the close has cut
 * off. What is unread when the reading end is closed is gone. See the {@linkplain dev.sluice.io package documentation}
 * for what closing, closing with an error and interrupting mean.
 *
 * <p>Both ends are safe for use by any number of threads. Each write is whole: writes take turns in the order in which
 * they began, and so do reads. Nothing depends on which threads they are, nor on whether these live on. It needn't be
 * closed for it to be collected. Each call takes a turn; so put a buffer around an end that is used byte by byte.
 *
 * <p>Memory consistency: actions before a write <i>happen-before</i> those after the read of any of its bytes, and
 * actions before a close of one end those after a call on the other that says so. On an unbuffered pipe a read
 * <i>happens-before</i> the return of the write it has read from.
 *
 * @see <a href="https://pkg.go.dev/io#Pipe">Go's io.Pipe</a>
 */
public final class Pipe {
    /** The largest number of bytes that a buffered pipe can hold: a gibibyte. */
    public static final int MAX_BYTES = 1 << 30;

    private final Conduit conduit;
    private final PipeInput input;
    private final PipeOutput output;

    private Pipe(Conduit conduit) {
        this.conduit = conduit;
        this.input = new PipeInput(conduit);
        this.output = new PipeOutput(conduit);
    }

    /**
     * Creates a pipe whose writes wait until they have been read.
     *
     * @return a new pipe
     */
    public static Pipe unbuffered() {
        return Options.DEFAULT.unbuffered();
    }

    /**
     * Creates a pipe that can hold some bytes, so that the writer may be ahead. Its memory grows as it is needed.
     *
     * @param bytes how many, from 1 to {@link #MAX_BYTES}
     * @return a new pipe
     * @throws IllegalArgumentException if {@code bytes} is out of range
     */
    public static Pipe buffered(int bytes) {
        return Options.DEFAULT.buffered(bytes);
    }

    /**
     * Returns options for a pipe with a name, which messages and dumps show.
     *
     * {@snippet :
     * Pipe events = Pipe.named("events").buffered(1 << 16);
     * }
     *
     * @param name the name
     * @return the options
     */
    @CheckReturnValue
    public static Options named(String name) {
        return new Options(Objects.requireNonNull(name, "name"));
    }

    /**
     * Returns the reading end.
     *
     * @return the end, always the same one
     */
    public PipeInput input() {
        return input;
    }

    /**
     * Returns the writing end.
     *
     * @return the end, always the same one
     */
    public PipeOutput output() {
        return output;
    }

    /** Returns its name, how much can be read, and which ends are closed. */
    @Override
    public String toString() {
        return conduit.toString();
    }

    /** How a pipe is to be made. Options never change, and make a new pipe at each call. */
    @CheckReturnValue
    public static final class Options {
        private static final Options DEFAULT = new Options(null);

        private final @Nullable String name;

        private Options(@Nullable String name) {
            this.name = name;
        }

        /**
         * Creates a pipe whose writes wait until they have been read.
         *
         * @return a new pipe
         */
        public Pipe unbuffered() {
            return new Pipe(new Conduit(0, name));
        }

        /**
         * Creates a pipe with a buffer; see {@link Pipe#buffered}.
         *
         * @param bytes how many bytes the buffer holds, from 1 to {@link #MAX_BYTES}
         * @return a new pipe
         * @throws IllegalArgumentException if {@code bytes} is out of range
         */
        public Pipe buffered(int bytes) {
            if (bytes < 1 || bytes > MAX_BYTES) {
                throw new IllegalArgumentException("bytes must be from 1 to " + MAX_BYTES + ", was " + bytes);
            }
            return new Pipe(new Conduit(bytes, name));
        }
    }
}
