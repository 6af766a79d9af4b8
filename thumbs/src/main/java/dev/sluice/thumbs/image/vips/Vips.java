package dev.sluice.thumbs.image.vips;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.thumbs.image.foreign.AbsentLibraryException;
import dev.sluice.thumbs.image.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The libvips library.
 *
 * <p>It is safe for use by any number of threads. Its own thread pool isn't used: what a thread asks for is computed by that
 * thread.
 */
public final class Vips {
    /** Where the library lies under Linux, and under macOS by Homebrew and MacPorts. */
    public static final List<String> NAMES = List.of(
            "libvips.so.42",
            "/opt/homebrew/lib/libvips.42.dylib",
            "/usr/local/lib/libvips.42.dylib",
            "/opt/local/lib/libvips.42.dylib");

    /** The oldest version that can be told to fail on damaged data. */
    private static final int OLDEST_MINOR = 12;

    private static final int SEQUENTIAL = 1;
    private static final int ATTENTION = 3;
    private static final int SRGB = 22;
    private static final int UNSIGNED_BYTES = 0;
    private static final int AV1 = 4;
    private static final long LONGEST_MESSAGE = 64 * 1024;

    /*
     * The C interface ends its calls with optional arguments: a name and a value each, and a null. A handle has one fixed
     * list of them.
     */
    private static final Linker.Option THREE_FIXED = Linker.Option.firstVariadicArg(3);
    private static final FunctionDescriptor LOAD =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final FunctionDescriptor LOAD_SHRUNK = LOAD.appendArgumentLayouts(JAVA_INT, ADDRESS);
    private static final FunctionDescriptor SAVE =
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);

    private final NativeLibrary library;
    private final String version;
    final MethodHandle width;
    final MethodHandle height;
    final MethodHandle bands;
    final MethodHandle sampleFormat;
    final MethodHandle interpretation;
    final MethodHandle typeOf;
    final MethodHandle blob;
    final MethodHandle newRegion;
    final MethodHandle fetch;
    final MethodHandle unref;
    final MethodHandle free;
    final MethodHandle endThread;
    private final MethodHandle findType;
    private final MethodHandle fromMemory;
    private final MethodHandle withInterpretation;
    private final MethodHandle setBlob;
    private final MethodHandle smartCrop;
    private final MethodHandle webpSave;
    private final MethodHandle heifSave;
    private final MethodHandle copyErrors;

    private Vips(NativeLibrary library, String version) throws AbsentLibraryException {
        this.library = library;
        this.version = version;
        var number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        width = library.function("vips_image_get_width", number);
        height = library.function("vips_image_get_height", number);
        bands = library.function("vips_image_get_bands", number);
        sampleFormat = library.function("vips_image_get_format", number);
        interpretation = library.function("vips_image_get_interpretation", number);
        typeOf = library.function("vips_image_get_typeof", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS));
        blob = library.function(
                "vips_image_get_blob", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        newRegion = library.function("vips_region_new", FunctionDescriptor.of(ADDRESS, ADDRESS));
        fetch = library.function(
                "vips_region_fetch",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        unref = library.function("g_object_unref", FunctionDescriptor.ofVoid(ADDRESS));
        free = library.function("g_free", FunctionDescriptor.ofVoid(ADDRESS));
        endThread = library.function("vips_thread_shutdown", FunctionDescriptor.ofVoid());
        findType = library.function("vips_type_find", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS));
        fromMemory = library.function(
                "vips_image_new_from_memory",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        withInterpretation = library.function(
                "vips_copy",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        setBlob = library.function(
                "vips_image_set_blob_copy", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        smartCrop = library.function(
                "vips_smartcrop",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
                Linker.Option.firstVariadicArg(4));
        webpSave = library.function("vips_webpsave_buffer", SAVE, THREE_FIXED);
        heifSave = library.function("vips_heifsave_buffer", SAVE, THREE_FIXED);
        copyErrors = library.function("vips_error_buffer_copy", FunctionDescriptor.of(ADDRESS));
    }

    /**
     * Loads the library from the first of these places that has it, and starts it.
     *
     * @param names as of {@link NativeLibrary#open}
     * @throws AbsentLibraryException if it isn't there, is too old, or doesn't start
     */
    public static Vips load(List<String> names) throws AbsentLibraryException {
        NativeLibrary library = NativeLibrary.open(names);
        MethodHandle versionPart = library.function("vips_version", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        MethodHandle setEnvironment =
                library.function("g_setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        MethodHandle start = library.function("vips_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        var limit = FunctionDescriptor.ofVoid(JAVA_INT);
        MethodHandle setConcurrency = library.function("vips_concurrency_set", limit);
        MethodHandle setCache = library.function("vips_cache_set_max", limit);
        try (Arena arena = Arena.ofConfined()) {
            int major = (int) versionPart.invokeExact(0);
            int minor = (int) versionPart.invokeExact(1);
            int micro = (int) versionPart.invokeExact(2);
            String version = requireVersion(major, minor, micro);
            // Warnings would go to standard error, amid the lines of the program.
            int _ = (int) setEnvironment.invokeExact(arena.allocateFrom("VIPS_WARNING"), arena.allocateFrom("0"), 1);
            if ((int) start.invokeExact(Arena.global().allocateFrom("sluice")) != 0) {
                throw new AbsentLibraryException(library.name() + " " + version + " doesn't start");
            }
            setConcurrency.invokeExact(1);
            setCache.invokeExact(0);
            return new Vips(library, version);
        } catch (AbsentLibraryException e) {
            throw e;
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /** Returns the version as a text, if it is one that can be used. */
    static String requireVersion(int major, int minor, int micro) throws AbsentLibraryException {
        String version = major + "." + minor + "." + micro;
        if (major != 8 || minor < OLDEST_MINOR) {
            throw new AbsentLibraryException(
                    "libvips " + version + " was found, but 8." + OLDEST_MINOR + " or a later 8 is needed");
        }
        return version;
    }

    /** Returns whether this libvips was built with an operation, such as {@code heifload_buffer}. */
    public boolean has(String operation) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) findType.invokeExact(arena.allocateFrom("VipsOperation"), arena.allocateFrom(operation)) != 0;
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /** How much is wrong with a file before it is an error. */
    public enum FailOn {
        /** What the library of the format calls an error, and data that ends too early. */
        ERROR(2),
        /** What it warns of, too. */
        WARNING(3);

        private final int code;

        FailOn(int code) {
            this.code = code;
        }
    }

    /**
     * Opens an image, and reads its header.
     *
     * @param format the name of its format, as in {@code vips_pngload_buffer}
     * @param file the file, which must stay as long as the image is open
     * @throws VipsException if the library can't read it
     */
    public VipsImage open(String format, MemorySegment file, FailOn failOn) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle load = library.function("vips_" + format + "load_buffer", LOAD, THREE_FIXED);
            MemorySegment image = arena.allocate(ADDRESS);
            int status = (int) load.invokeExact(
                    file,
                    file.byteSize(),
                    image,
                    arena.allocateFrom("access"),
                    SEQUENTIAL,
                    arena.allocateFrom("fail-on"),
                    failOn.code,
                    MemorySegment.NULL);
            return opened(status, image);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /**
     * Opens a JPEG, which is decoded to a half, a quarter or an eighth of its size.
     *
     * @param jpeg the file, which must stay as long as the image is open
     * @param shrink 1, 2, 4 or 8
     * @throws VipsException if the library can't read it
     */
    public VipsImage openJpeg(MemorySegment jpeg, int shrink) throws VipsException {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle load = library.function("vips_jpegload_buffer", LOAD_SHRUNK, THREE_FIXED);
            MemorySegment image = arena.allocate(ADDRESS);
            int status = (int) load.invokeExact(
                    jpeg,
                    jpeg.byteSize(),
                    image,
                    arena.allocateFrom("access"),
                    SEQUENTIAL,
                    arena.allocateFrom("fail-on"),
                    FailOn.WARNING.code,
                    arena.allocateFrom("shrink"),
                    shrink,
                    MemorySegment.NULL);
            return opened(status, image);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private VipsImage opened(int status, MemorySegment image) throws VipsException {
        if (status != 0) {
            throw failure();
        }
        return new VipsImage(this, image.get(ADDRESS, 0));
    }

    /** Returns what a call with native functions in it has thrown. */
    static VipsException failed(Throwable failure) {
        return switch (failure) {
            case VipsException e -> e;
            case AbsentLibraryException e -> new VipsException(String.valueOf(e.getMessage()));
            default -> throw NativeLibrary.unexpected(failure);
        };
    }

    /** An image in memory: bytes of a pixel are red, green, blue and, if there are four, opacity. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Pixels(int width, int height, int bands, byte[] bytes) {}

    /** What an image file may hold besides its pixels. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Metadata(byte @Nullable [] profile, byte @Nullable [] exif) {}

    /** The formats that the library is asked to write. */
    public enum Save {
        /** WebP. */
        WEBP,
        /** AVIF. */
        AVIF
    }

    /**
     * Encodes an image.
     *
     * @throws VipsException if the library can't write this format
     */
    public byte[] save(Save format, Pixels pixels, int quality, Metadata metadata) throws VipsException {
        try (Arena arena = Arena.ofConfined();
                VipsImage image = image(pixels, arena)) {
            setBlob(image, "icc-profile-data", metadata.profile(), arena);
            setBlob(image, "exif-data", metadata.exif(), arena);
            MemorySegment buffer = arena.allocate(ADDRESS);
            MemorySegment bytes = arena.allocate(JAVA_LONG);
            MemorySegment q = arena.allocateFrom("Q");
            int status = switch (format) {
                case WEBP ->
                    (int) webpSave.invokeExact(
                            image.address(),
                            buffer,
                            bytes,
                            q,
                            quality,
                            arena.allocateFrom("effort"),
                            4,
                            MemorySegment.NULL);
                case AVIF ->
                    (int) heifSave.invokeExact(
                            image.address(),
                            buffer,
                            bytes,
                            q,
                            quality,
                            arena.allocateFrom("compression"),
                            AV1,
                            MemorySegment.NULL);
            };
            if (status != 0) {
                throw failure();
            }
            return taken(buffer.get(ADDRESS, 0), bytes.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /**
     * Cuts out the part of an image that draws the eye.
     *
     * @throws VipsException if the library can't
     */
    public Pixels crop(Pixels pixels, int toWidth, int toHeight) throws VipsException {
        try (Arena arena = Arena.ofConfined();
                VipsImage image = image(pixels, arena)) {
            MemorySegment out = arena.allocate(ADDRESS);
            int status = (int) smartCrop.invokeExact(
                    image.address(),
                    out,
                    toWidth,
                    toHeight,
                    arena.allocateFrom("interesting"),
                    ATTENTION,
                    MemorySegment.NULL);
            if (status != 0) {
                throw failure();
            }
            try (var cropped = new VipsImage(this, out.get(ADDRESS, 0))) {
                return new Pixels(
                        cropped.width(), cropped.height(), cropped.bands(), cropped.lines(0, cropped.height()));
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private VipsImage image(Pixels pixels, Arena arena) throws VipsException {
        byte[] bytes = pixels.bytes();
        if (bytes.length != (long) pixels.width() * pixels.height() * pixels.bands()) {
            throw new IllegalArgumentException("bytes must be as many as the image has samples, was " + bytes.length);
        }
        MemorySegment copy = arena.allocateFrom(JAVA_BYTE, bytes);
        try {
            var plain = (MemorySegment) fromMemory.invokeExact(
                    copy, copy.byteSize(), pixels.width(), pixels.height(), pixels.bands(), UNSIGNED_BYTES);
            if (plain.address() == 0) {
                throw failure();
            }
            try (var _ = new VipsImage(this, plain)) {
                MemorySegment image = arena.allocate(ADDRESS);
                int status = (int) withInterpretation.invokeExact(
                        plain, image, arena.allocateFrom("interpretation"), SRGB, MemorySegment.NULL);
                if (status != 0) {
                    throw failure();
                }
                return new VipsImage(this, image.get(ADDRESS, 0));
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private void setBlob(VipsImage image, String name, byte @Nullable [] content, Arena arena) throws Throwable {
        if (content != null) {
            MemorySegment copy = arena.allocateFrom(JAVA_BYTE, content);
            setBlob.invokeExact(image.address(), arena.allocateFrom(name), copy, copy.byteSize());
        }
    }

    /** Copies what the library has allocated, and frees it. */
    @SuppressWarnings("restricted")
    byte[] taken(MemorySegment address, long bytes) throws Throwable {
        try {
            return address.reinterpret(bytes).toArray(JAVA_BYTE);
        } finally {
            free.invokeExact(address);
        }
    }

    /**
     * Returns what went wrong last. The library has one list of errors for all threads, so what is in it may be about the
     * image of another thread.
     */
    @SuppressWarnings("restricted")
    VipsException failure() {
        try {
            var errors = (MemorySegment) copyErrors.invokeExact();
            String text = errors.reinterpret(LONGEST_MESSAGE).getString(0);
            free.invokeExact(errors);
            return new VipsException(text.lines().findFirst().orElse("unknown error"));
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /** Returns which library this is. */
    @Override
    public String toString() {
        return "libvips " + version + " (" + library.name() + ")";
    }
}
