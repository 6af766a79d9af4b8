package dev.sluice.thumbs.image;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * The memory that decoders may take outside of the heap, where the JVM's own limit doesn't hold.
 *
 * <p>A decoder takes its share before it begins. It waits for those before it; a share that is larger than all memory
 * is refused. Native memory is safe for use by any number of threads.
 */
final class NativeMemory {
    private static final long UNIT_BYTES = 64 << 10; // so that any heap is a number of units in an int
    private static final NativeMemory OF_PROCESS =
            new NativeMemory(Runtime.getRuntime().maxMemory());

    private final long limit;
    private final Semaphore units;

    /** Memory that is handed back by closing it. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Creates memory of a size.
     *
     * @param limit how many bytes may be taken at once
     */
    NativeMemory(long limit) {
        this.limit = limit;
        this.units = new Semaphore(units(limit), true);
    }

    /** The memory that all decoders of this process share: as much as the heap may take. */
    static NativeMemory ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Takes a share, waiting until it is free. Nothing is held if the wait is interrupted.
     *
     * @throws ImageException if the share is larger than all of the memory
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status stays set
     */
    Share take(long bytes) throws ImageException, InterruptedIOException {
        if (bytes > limit) {
            throw new ImageException("decoding takes " + mebibytes(bytes) + " MB outside of the heap, expected at most "
                    + mebibytes(limit) + " MB, as large as the heap may become; give Java more (-Xmx)");
        }
        int count = units(bytes);
        try {
            units.acquire(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while waiting for memory");
            interrupted.initCause(e);
            throw interrupted;
        }
        return () -> units.release(count);
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES);
    }

    private static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1 << 20);
    }
}
