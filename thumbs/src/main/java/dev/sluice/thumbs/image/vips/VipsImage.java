package dev.sluice.thumbs.image.vips;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.thumbs.image.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** An image of libvips, whose lines are computed when they are asked for. It is used by one thread, which closes it. */
public final class VipsImage implements AutoCloseable {
    private final Vips vips;
    private final MemorySegment image;
    private MemorySegment region = MemorySegment.NULL;

    VipsImage(Vips vips, MemorySegment image) {
        this.vips = vips;
        this.image = image;
    }

    MemorySegment address() {
        return image;
    }

    /** Returns the width in pixels. */
    public int width() {
        return number(vips.width);
    }

    /** Returns the height in pixels. */
    public int height() {
        return number(vips.height);
    }

    /** Returns the samples of a pixel. */
    public int bands() {
        return number(vips.bands);
    }

    /** Returns what a sample is, as a {@code VipsBandFormat}. */
    public int sampleFormat() {
        return number(vips.sampleFormat);
    }

    /** Returns what the samples mean, as a {@code VipsInterpretation}. */
    public int interpretation() {
        return number(vips.interpretation);
    }

    private int number(MethodHandle getter) {
        try {
            return (int) getter.invokeExact(image);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /** Returns a piece of metadata, such as {@code icc-profile-data}, or null if the image has none of this name. */
    @SuppressWarnings("restricted")
    public byte @Nullable [] blob(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            if ((long) vips.typeOf.invokeExact(image, key) == 0) {
                return null;
            }
            MemorySegment data = arena.allocate(ADDRESS);
            MemorySegment bytes = arena.allocate(JAVA_LONG);
            if ((int) vips.blob.invokeExact(image, key, data, bytes) != 0) {
                return null;
            }
            return data.get(ADDRESS, 0).reinterpret(bytes.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /**
     * Computes lines, whose samples are in the byte order of the machine. Lines must be asked for from top to bottom.
     *
     * @throws VipsException if the image is damaged there
     */
    public byte[] lines(int first, int count) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            if (region.address() == 0) {
                region = (MemorySegment) vips.newRegion.invokeExact(image);
                if (region.address() == 0) {
                    throw vips.failure();
                }
            }
            MemorySegment bytes = arena.allocate(JAVA_LONG);
            var lines = (MemorySegment) vips.fetch.invokeExact(region, 0, first, width(), count, bytes);
            if (lines.address() == 0) {
                throw vips.failure();
            }
            return vips.taken(lines, bytes.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw Vips.failed(e);
        }
    }

    /** Frees the image, and what the library keeps for this thread. */
    @Override
    public void close() {
        try {
            if (region.address() != 0) {
                vips.unref.invokeExact(region);
            }
            vips.unref.invokeExact(image);
            vips.endThread.invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }
}
