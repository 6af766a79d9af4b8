package dev.sluice.io;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is between the ends of a pipe. */
final class Conduit {
    /*
     * Two turns, one for each side, see to it that at most one writer and one reader are inside. Between these two
     * there is one piece of memory: the writer's own array while it is in its write, or the ring of a buffered pipe.
     * The reader copies out of it without caring which of them it is, so a large write costs one hand-over however
     * small the reads are: the reader tells the writer when nothing is left.
     *
     * The lock is held while bytes are copied. That bounds it by the speed of memory, and makes sure that once a write
     * has returned, for whatever reason, no thread looks at its array any more.
     *
     * Invariants, true whenever the lock is free
     *  - What can be read is count bytes of memory, from head on, and then from its beginning.
     *  - Unbuffered: the count is above 0 only while a writer is inside; then memory is its array.
     *  - Once an end is closed nothing is read or written any more at that end, and its ending never changes.
     *
     * No change is missed: a thread that has to wait looks at the state under the lock, then waits for a signal, then
     * looks again; a thread that changes the state sends a signal after it, which a channel of capacity 1 keeps if no thread
     * waits. One signal too many makes someone look again, and that is all.
     *
     * The waits, of turns and of signals, are channels. So they end when their goroutine is cancelled, and bubbles and
     * deadlock reports see them. A wait that is over is followed by a look at the own cancellation: that comes before bytes
     * that are there at the same moment, and before the end of the pipe, which often has the same reason. What follows a
     * look doesn't wait: a cancelled goroutine gives its turn back too.
     */

    private enum Token {
        TURN,
        SIGNAL
    }

    private record Ending(@Nullable Throwable cause) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How many bytes a buffer has at first. It grows to its capacity as they are needed. */
    private static final int FIRST_BYTES = 1 << 13;

    private final Object lock = new Object();
    private final int capacity;

    /** What messages call it. */
    private final String label;

    private final Channel<Token> readers;
    private final Channel<Token> writers;
    private final Channel<Token> written;
    private final Channel<Token> taken;

    // Guarded by the lock
    private ByteBuffer memory = NOTHING;
    private int head;
    private int count;
    private @Nullable Ending readerEnding;
    private @Nullable Ending writerEnding;

    /**
     * Creates a conduit.
     *
     * @param capacity how many bytes it can hold, 0 for none
     * @param name the name that the pipe was given, or null
     */
    Conduit(int capacity, @Nullable String name) {
        this.capacity = capacity;
        this.label = name == null ? "the pipe" : "pipe " + name;
        this.readers = tokens("turn to read from ", name);
        this.writers = tokens("turn to write to ", name);
        this.written = tokens("writes to ", name);
        this.taken = tokens("reads from ", name);
    }

    private static Channel<Token> tokens(String what, @Nullable String name) {
        return OwnChannels.unlisted(Channel.named(what + (name == null ? "a pipe" : "pipe " + name)))
                .buffered(1);
    }

    // Reading

    /**
     * Reads at least one byte.
     *
     * @param most how many at the most, at least 1
     * @param into where to, or null if they aren't wanted
     * @return how many, or -1 at the end
     */
    int read(int most, @Nullable ByteBuffer into) throws IOException {
        takeTurn(readers, "read from");
        try {
            return awaitBytes(most, into);
        } catch (InterruptedException e) {
            throw interrupted("read from", 0, e);
        } finally {
            readers.tryReceive();
        }
    }

    private int awaitBytes(int most, @Nullable ByteBuffer into) throws IOException, InterruptedException {
        while (true) {
            Context.checkpoint();
            int some = takeUnlessCancelled(most, into);
            if (some != 0) {
                return some;
            }
            written.receive();
        }
    }

    /** Takes what is there; but if that is the end, for whatever reason, the own cancellation comes first. */
    private int takeUnlessCancelled(int most, @Nullable ByteBuffer into) throws IOException, InterruptedException {
        int some;
        try {
            some = take(most, into);
        } catch (IOException e) {
            Context.checkpoint();
            throw e;
        }
        if (some < 0) {
            Context.checkpoint();
        }
        return some;
    }

    /** Takes what is there, and returns how many bytes that is; 0 if the reader has to wait, -1 at the end. */
    private int take(int most, @Nullable ByteBuffer into) throws IOException {
        int some;
        boolean isWriterToBeTold;
        synchronized (lock) {
            mustBeOpenToRead();
            if (readable() == 0) {
                return whenEmpty();
            }
            some = Math.min(most, count);
            int first = Math.min(some, memory.limit() - head);
            copy(memory, head, into, first);
            copy(memory, 0, into, some - first);
            count -= some;
            head = some == first ? head + first : some - first;
            isWriterToBeTold = capacity > 0 || count == 0;
        }
        if (isWriterToBeTold) {
            taken.offer(Token.SIGNAL);
        }
        return some;
    }

    /** How many bytes can be read now. A close that cuts off a write makes what is left of it unreadable. */
    private int readable() {
        return capacity == 0 && writerEnding != null ? 0 : count;
    }

    private int whenEmpty() throws IOException {
        if (writerEnding == null) {
            return 0;
        }
        Throwable cause = writerEnding.cause;
        if (cause != null) {
            throw new IOException(label + " was closed with an error: " + cause, cause);
        }
        return -1;
    }

    private static void copy(ByteBuffer memory, int from, @Nullable ByteBuffer into, int length) {
        if (into != null) {
            into.put(into.position(), memory, from, length).position(into.position() + length);
        }
    }

    int available() throws IOException {
        World.step("available", this);
        synchronized (lock) {
            mustBeOpenToRead();
            return readable();
        }
    }

    // Writing

    /** Writes all of it. The position of what is given says how much was written, also if this throws. */
    void write(ByteBuffer from) throws IOException {
        if (!from.hasRemaining()) {
            World.step("write", this);
            synchronized (lock) {
                mustBeOpenToWrite();
            }
            return;
        }
        int start = from.position();
        takeTurn(writers, "write to");
        try {
            checkpoint("write to", 0);
            if (capacity == 0) {
                handOver(from);
            } else {
                fill(from);
            }
        } catch (PipeClosedException e) {
            checkpoint("write to", from.position() - start);
            throw e;
        } finally {
            writers.tryReceive();
        }
    }

    /** Lets readers copy from the writer's array until nothing is left. */
    private void handOver(ByteBuffer from) throws IOException {
        int length = from.remaining();
        synchronized (lock) {
            mustBeOpenToWrite();
            memory = from;
            head = from.position();
            count = length;
        }
        int left;
        InterruptedException interruption = null;
        try {
            written.offer(Token.SIGNAL);
            while (isPending()) {
                taken.receive();
                Context.checkpoint();
            }
        } catch (InterruptedException e) {
            interruption = e;
        } finally {
            left = takeBack();
            from.position(from.limit() - left);
        }
        if (interruption != null && left > 0) {
            throw interrupted("write to", length - left, interruption);
        }
        if (interruption != null) {
            Context.restoreInterrupt(interruption); // all was read at the same moment, so the write has happened
        }
        if (left > 0) {
            synchronized (lock) {
                mustBeOpenToWrite();
            }
        }
    }

    private boolean isPending() {
        synchronized (lock) {
            return count > 0 && readerEnding == null && writerEnding == null;
        }
    }

    /** Takes the writer's array out of the readers' reach; returns how many bytes of it are unread. */
    private int takeBack() {
        synchronized (lock) {
            int left = count;
            memory = NOTHING;
            count = 0;
            return left;
        }
    }

    /** Puts all into the ring, as there is room. */
    private void fill(ByteBuffer from) throws IOException {
        int start = from.position();
        try {
            while (true) {
                put(from);
                written.offer(Token.SIGNAL);
                if (!from.hasRemaining()) {
                    return;
                }
                taken.receive();
                Context.checkpoint();
            }
        } catch (InterruptedException e) {
            throw interrupted("write to", from.position() - start, e);
        }
    }

    private void put(ByteBuffer from) throws IOException {
        synchronized (lock) {
            mustBeOpenToWrite();
            int some = Math.min(from.remaining(), capacity - count);
            ensureRoom(count + some);
            int untilEnd = memory.capacity() - head;
            int tail = count < untilEnd ? head + count : count - untilEnd;
            int first = Math.min(some, memory.capacity() - tail);
            memory.put(tail, from, from.position(), first);
            memory.put(0, from, from.position() + first, some - first);
            from.position(from.position() + some);
            count += some;
        }
    }

    /** Grows the ring until it has room for this number of bytes in all. The caller holds the lock. */
    private void ensureRoom(int bytes) {
        if (bytes <= memory.capacity()) {
            return;
        }
        long doubled = Math.max(FIRST_BYTES, 2L * memory.capacity());
        var larger = ByteBuffer.allocate((int) Math.min(capacity, Math.max(bytes, doubled)));
        int first = Math.min(count, memory.capacity() - head);
        larger.put(0, memory, head, first);
        larger.put(first, memory, 0, count - first);
        memory = larger;
        head = 0;
    }

    // Turns

    private void takeTurn(Channel<Token> turns, String what) throws InterruptedIOException {
        try {
            turns.send(Token.TURN);
        } catch (InterruptedException e) {
            throw interrupted(what, 0, e);
        }
    }

    private void checkpoint(String what, int transferred) throws InterruptedIOException {
        try {
            Context.checkpoint();
        } catch (InterruptedException e) {
            throw interrupted(what, transferred, e);
        }
    }

    private InterruptedIOException interrupted(String what, int transferred, InterruptedException interruption) {
        Context.restoreInterrupt(interruption);
        var thrown = new InterruptedIOException(
                "interrupted while waiting to " + what + " " + label + ", after " + transferred + " bytes");
        thrown.bytesTransferred = transferred;
        thrown.initCause(interruption);
        return thrown;
    }

    // Closing

    /** Closes the reading end; returns whether it was open. */
    boolean closeReader(@Nullable Throwable cause) {
        World.step(cause == null ? "close" : "closeWithError", this);
        synchronized (lock) {
            if (readerEnding != null) {
                return false;
            }
            readerEnding = new Ending(cause);
            if (capacity > 0) {
                memory = NOTHING;
                count = 0;
            }
        }
        wakeBoth();
        return true;
    }

    /** Closes the writing end; returns whether it was open. */
    boolean closeWriter(@Nullable Throwable cause) {
        World.step(cause == null ? "close" : "closeWithError", this);
        synchronized (lock) {
            if (writerEnding != null) {
                return false;
            }
            writerEnding = new Ending(cause);
        }
        wakeBoth();
        return true;
    }

    private void wakeBoth() {
        written.offer(Token.SIGNAL);
        taken.offer(Token.SIGNAL);
    }

    boolean isReaderOpen() {
        synchronized (lock) {
            return readerEnding == null;
        }
    }

    boolean isWriterOpen() {
        synchronized (lock) {
            return writerEnding == null;
        }
    }

    private void mustBeOpenToRead() throws PipeClosedException {
        if (readerEnding != null) {
            throw new PipeClosedException("the reading end of " + label + " is closed", readerEnding.cause);
        }
    }

    private void mustBeOpenToWrite() throws PipeClosedException {
        if (writerEnding != null) {
            throw new PipeClosedException("the writing end of " + label + " is closed", writerEnding.cause);
        }
        if (readerEnding != null) {
            throw new PipeClosedException("the reader of " + label + " has left", readerEnding.cause);
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return label + " (" + readable() + " bytes to be read"
                    + (writerEnding == null ? "" : ", writing end closed")
                    + (readerEnding == null ? "" : ", reading end closed") + ")";
        }
    }
}
