package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.NativeBuffer;
import dev.sluice.thumbs.image.vips.Vips;
import dev.sluice.thumbs.image.vips.VipsException;
import dev.sluice.thumbs.image.vips.VipsImage;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A photo in a format other than JPEG, decoded by libvips. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VipsPhoto(
        Vips vips,
        PhotoFile file,
        ImageFormat format,
        String loader,
        int width,
        int height,
        long streamPixels,
        Orientation orientation,
        byte @Nullable [] exif)
        implements Photo {
    private static final long MOST_BYTES = 1 << 30;
    private static final long BYTES_A_PIXEL = 4; // a decoder may have to hold the whole picture

    // VipsInterpretation and VipsBandFormat.
    private static final int GREY = 1;
    private static final int CMYK = 15;
    private static final int RGB = 17;
    private static final int SRGB = 22;
    private static final int RGB_16 = 25;
    private static final int GREY_16 = 26;
    private static final int BYTES = 0;
    private static final int SHORTS = 2;

    /** A photo whose header was read before. */
    static Photo of(Vips vips, PhotoFile file, ImageFormat format, String loader, Photo header) {
        return new VipsPhoto(
                vips, file, format, loader, header.width(), header.height(), 0, header.orientation(), header.exif());
    }

    /** A photo whose header the library reads. */
    static Photo measured(Vips vips, PhotoFile file, ImageFormat format, String loader)
            throws ImageException, IOException {
        long streamPixels = streamPixels(file, format);
        var unknown = new VipsPhoto(vips, file, format, loader, 0, 0, 0, Orientation.UPRIGHT, null);
        return unknown.withImage(image -> new VipsPhoto(
                vips,
                file,
                format,
                loader,
                image.width(),
                image.height(),
                streamPixels,
                Orientation.UPRIGHT,
                image.blob("exif-data")));
    }

    private static long streamPixels(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        if (format == ImageFormat.JXL) {
            return 0; // its stream has no other size than that which the library tells
        }
        try (PhotoStream in = file.stream()) {
            return HeifStreams.largest(in, format);
        }
    }

    @Override
    public long pixels() {
        return Math.max(Photo.super.pixels(), streamPixels);
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        withImage(image -> {
            VipsLines.requireSize(image, width, height);
            Layout layout = layout(image);
            VipsLines.send(image, layout, false, lines);
            return layout;
        });
    }

    /** What is done with an open image. */
    private interface Use<T> {
        T apply(VipsImage image) throws ImageException, VipsException;
    }

    private <T> T withImage(Use<T> use) throws ImageException, IOException {
        if (file.length() > MOST_BYTES) {
            throw new UnsupportedImageException(
                    "a file of " + file.length() + " bytes, libvips gets at most " + MOST_BYTES);
        }
        long bytes = file.length() + BYTES_A_PIXEL * pixels();
        try (var _ = NativeMemory.ofProcess().take(bytes);
                Arena arena = Arena.ofConfined()) {
            MemorySegment content = NativeBuffer.allocate(file.length(), arena);
            file.read(0, content);
            try (VipsImage image = vips.open(loader, content, failOn())) {
                return use.apply(image);
            }
        } catch (VipsException e) {
            throw new ImageException("damaged or truncated " + format.label() + ": " + e.getMessage(), e);
        }
    }

    /** The library for TIFF warns of damaged data and goes on; that for PNG warns of what doesn't matter. */
    private Vips.FailOn failOn() {
        return format == ImageFormat.TIFF ? Vips.FailOn.WARNING : Vips.FailOn.ERROR;
    }

    private Layout layout(VipsImage image) throws ImageException {
        Layout.Encoding encoding = switch (image.interpretation()) {
            case GREY, GREY_16 -> Layout.Encoding.GREY;
            case RGB, SRGB, RGB_16 -> Layout.Encoding.RGB;
            case CMYK -> Layout.Encoding.CMYK;
            default -> throw unsupported(image);
        };
        int more = image.bands() - encoding.bands();
        boolean known = image.sampleFormat() == BYTES || image.sampleFormat() == SHORTS;
        // What a sample more is in a TIFF, its header says, which the library doesn't pass on.
        if (!known || more < 0 || more > (format == ImageFormat.TIFF ? 0 : 1)) {
            throw unsupported(image);
        }
        byte[] icc = image.blob("icc-profile-data");
        ICC_Profile profile = icc == null ? null : Colours.profile(icc, encoding.bands());
        return new Layout(encoding, image.sampleFormat() == BYTES ? 255 : 65535, more == 1, profile);
    }

    private UnsupportedImageException unsupported(VipsImage image) {
        return new UnsupportedImageException("a " + format.label() + " with " + image.bands()
                + " samples a pixel of a kind which the vips backend can't read; --backend jdk may");
    }
}
