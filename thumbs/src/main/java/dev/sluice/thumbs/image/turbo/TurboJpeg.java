package dev.sluice.thumbs.image.turbo;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.thumbs.image.foreign.AbsentLibraryException;
import dev.sluice.thumbs.image.foreign.NativeBuffer;
import dev.sluice.thumbs.image.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TurboJPEG library, versions 2 and 3.
 *
 * <p>It is safe for use by any number of threads: each call has a decoder or an encoder of its own.
 */
public final class TurboJpeg {
    /** Where the library lies under Linux, and under macOS by Homebrew and MacPorts. */
    public static final List<String> NAMES = List.of(
            "libturbojpeg.so.0",
            "/opt/homebrew/lib/libturbojpeg.dylib",
            "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib",
            "/usr/local/lib/libturbojpeg.dylib",
            "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib",
            "/opt/local/lib/libturbojpeg.dylib");

    // From turbojpeg.h; versions 2 and 3 have the same.
    private static final int PIXELS_RGB = 0;
    private static final int PIXELS_GREY = 6;
    private static final int PIXELS_CMYK = 11;
    private static final int SUBSAMPLING_444 = 0;
    private static final int SUBSAMPLING_420 = 2;
    private static final int FLAG_ACCURATE_TRANSFORM = 4096;
    private static final int ERROR_WARNING = 0;
    private static final long LONGEST_MESSAGE = 200;

    private final NativeLibrary library;
    private final MethodHandle newDecoder;
    private final MethodHandle newEncoder;
    private final MethodHandle destroy;
    private final MethodHandle decode;
    private final MethodHandle decodePlanes;
    private final MethodHandle encode;
    private final MethodHandle largestEncoded;
    private final MethodHandle errorCode;
    private final MethodHandle errorText;

    private TurboJpeg(NativeLibrary library) throws AbsentLibraryException {
        this.library = library;
        newDecoder = library.function("tjInitDecompress", FunctionDescriptor.of(ADDRESS));
        newEncoder = library.function("tjInitCompress", FunctionDescriptor.of(ADDRESS));
        destroy = library.function("tjDestroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        decode = library.function(
                "tjDecompress2",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_INT));
        decodePlanes = library.function(
                "tjDecompressToYUVPlanes",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        encode = library.function(
                "tjCompress2",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT,
                        JAVA_INT, JAVA_INT));
        largestEncoded = library.function("tjBufSize", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
        errorCode = library.function("tjGetErrorCode", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        errorText = library.function("tjGetErrorStr2", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    /**
     * Loads the library from the first of these places that has it.
     *
     * @param names as of {@link NativeLibrary#open}
     * @throws AbsentLibraryException if it isn't there, or isn't at least version 2
     */
    public static TurboJpeg load(List<String> names) throws AbsentLibraryException {
        return new TurboJpeg(NativeLibrary.open(names));
    }

    /**
     * Decodes a picture.
     *
     * @param jpeg the file
     * @param width the width to decode to, which the library must be able to scale to
     * @param height the height to decode to
     * @param components the components of a pixel, 1, 3 or 4, which must be those of the file
     * @param pixels takes the lines, one behind the other
     * @return what the library finds odd about the data, if anything
     * @throws TurboException if the picture can't be decoded
     */
    public @Nullable String decode(MemorySegment jpeg, int width, int height, int components, MemorySegment pixels)
            throws TurboException {
        requireRoom("pixels", pixels, (long) width * height * components);
        int format = switch (components) {
            case 1 -> PIXELS_GREY;
            case 3 -> PIXELS_RGB;
            case 4 -> PIXELS_CMYK;
            default -> throw new IllegalArgumentException("components must be 1, 3 or 4, was " + components);
        };
        return decode(decoder -> (int) decode.invokeExact(
                decoder,
                jpeg,
                jpeg.byteSize(),
                pixels,
                width,
                width * components,
                height,
                format,
                FLAG_ACCURATE_TRANSFORM));
    }

    /**
     * Decodes a picture of lightness and two differences of colour, each into a plane of its own at the resolution that it is stored
     * at. That spares the transform of samples that a smaller picture doesn't need.
     *
     * @param jpeg the file; its differences of colour have all samples of a line, or every second one, and so down
     * @param width the width to decode to, which the library must be able to scale to
     * @param height the height to decode to
     * @param across how many pixels share a sample of the differences, 1 or 2
     * @param down how many lines share a line of the differences, 1 or 2
     * @param planes take the lines of each, one behind the other; those of lightness are as long, and as many, as all the samples of
     *     the differences stand for: {@link #covered}
     * @return what the library finds odd about the data, if anything
     * @throws TurboException if the picture can't be decoded
     */
    public @Nullable String decodePlanes(
            MemorySegment jpeg, int width, int height, int across, int down, List<MemorySegment> planes)
            throws TurboException {
        long shared = (long) Math.ceilDiv(width, across) * Math.ceilDiv(height, down);
        requireRoom("the plane of lightness", planes.get(0), (long) covered(width, across) * covered(height, down));
        requireRoom("the first plane of colour", planes.get(1), shared);
        requireRoom("the second plane of colour", planes.get(2), shared);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment addresses = arena.allocate(ADDRESS, 3);
            for (int i = 0; i < 3; i++) {
                addresses.setAtIndex(ADDRESS, i, planes.get(i));
            }
            return decode(decoder -> (int) decodePlanes.invokeExact(
                    decoder,
                    jpeg,
                    jpeg.byteSize(),
                    addresses,
                    width,
                    MemorySegment.NULL,
                    height,
                    FLAG_ACCURATE_TRANSFORM));
        }
    }

    /**
     * Returns how many pixels the samples of a line, or column, stand for when a number of pixels share each of them.
     *
     * @param pixels the pixels of the picture
     * @param sharing how many pixels share a sample
     * @return that number, or up to {@code sharing - 1} more
     */
    public static int covered(int pixels, int sharing) {
        return Math.ceilDiv(pixels, sharing) * sharing;
    }

    private static void requireRoom(String name, MemorySegment memory, long bytes) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException(name + " must have " + bytes + " bytes, had " + memory.byteSize());
        }
    }

    /** A call of the library that returns 0 if all was well. */
    @FunctionalInterface
    private interface Decoding {
        int with(MemorySegment decoder) throws Throwable;
    }

    private @Nullable String decode(Decoding decoding) throws TurboException {
        try {
            MemorySegment decoder = handle(newDecoder);
            try {
                if (decoding.with(decoder) == 0) {
                    return null;
                }
                String text = text(decoder);
                if ((int) errorCode.invokeExact(decoder) != ERROR_WARNING) {
                    throw new TurboException(text);
                }
                return text;
            } finally {
                int _ = (int) destroy.invokeExact(decoder);
            }
        } catch (TurboException e) {
            throw e;
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /**
     * Encodes a picture as a plain baseline JPEG.
     *
     * @param rgb three bytes a pixel
     * @param width the width in pixels
     * @param height the height in pixels
     * @param quality the quality, 1 to 100
     * @param fullColour whether there is a colour for each pixel, and not for each square of four
     * @throws TurboException if the library can't
     */
    public byte[] encode(byte[] rgb, int width, int height, int quality, boolean fullColour) throws TurboException {
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("rgb must have " + 3L * width * height + " bytes, had " + rgb.length);
        }
        int subsampling = fullColour ? SUBSAMPLING_444 : SUBSAMPLING_420;
        try (Arena arena = Arena.ofConfined()) {
            long most = (long) largestEncoded.invokeExact(width, height, subsampling);
            MemorySegment pixels = NativeBuffer.allocate(rgb.length, arena);
            MemorySegment.copy(rgb, 0, pixels, JAVA_BYTE, 0, rgb.length);
            MemorySegment encoded = NativeBuffer.allocate(most, arena);
            MemorySegment encodedAt = arena.allocateFrom(ADDRESS, encoded);
            MemorySegment encodedBytes = arena.allocateFrom(JAVA_LONG, most);
            int noReallocation = 1024;
            MemorySegment encoder = handle(newEncoder);
            try {
                int status = (int) encode.invokeExact(
                        encoder,
                        pixels,
                        width,
                        width * 3,
                        height,
                        PIXELS_RGB,
                        encodedAt,
                        encodedBytes,
                        subsampling,
                        quality,
                        FLAG_ACCURATE_TRANSFORM | noReallocation);
                if (status != 0) {
                    throw new TurboException(text(encoder));
                }
            } finally {
                int _ = (int) destroy.invokeExact(encoder);
            }
            return encoded.asSlice(0, encodedBytes.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
        } catch (TurboException e) {
            throw e;
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    private static MemorySegment handle(MethodHandle constructor) throws Throwable {
        var handle = (MemorySegment) constructor.invokeExact();
        if (handle.address() == 0) {
            throw new OutOfMemoryError("libturbojpeg has no memory left");
        }
        return handle;
    }

    @SuppressWarnings("restricted")
    private String text(MemorySegment handle) throws Throwable {
        return ((MemorySegment) errorText.invokeExact(handle))
                .reinterpret(LONGEST_MESSAGE)
                .getString(0);
    }

    /** Returns which library this is. */
    @Override
    public String toString() {
        return "libjpeg-turbo " + (library.has("tj3Init") ? "3" : "2") + " (" + library.name() + ")";
    }
}
