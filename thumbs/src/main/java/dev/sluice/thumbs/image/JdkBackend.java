package dev.sluice.thumbs.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The embedded backend: the JDK's own decoders, for TIFF that of TwelveMonkeys, and for WebP a libwebp in a jar. */
final class JdkBackend implements Backend {
    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public List<Thumbnail> thumbnails(Path photo, Spec spec) throws ImageException, IOException, InterruptedException {
        try {
            return read(photo, spec);
        } catch (ImageException | IOException e) {
            // Every wait and every loop ends with some exception or other once the thread is interrupted.
            if (Thread.interrupted()) {
                var interrupted = new InterruptedException("interrupted while reading " + photo);
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        }
    }

    private static List<Thumbnail> read(Path photo, Spec spec) throws ImageException, IOException {
        try (var file = new PhotoFile(photo)) {
            ImageFormat format = Content.requireImage(file);
            try {
                return thumbnails(open(file, format), spec);
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                IOException failure = file.failure();
                if (failure != null) {
                    throw failure;
                }
                throw explain(e, format, file);
            }
        }
    }

    private static Photo open(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        return switch (format) {
            case JPEG -> JpegPhoto.open(file);
            case PNG -> PngHeader.open(file);
            case GIF -> GifHeader.open(file);
            case WEBP -> WebpHeader.open(file);
            case TIFF -> TiffHeader.open(file);
            case BMP -> BmpHeader.open(file);
            case HEIC, AVIF ->
                throw new ImageException("a photo in " + format.label()
                        + " format, which the embedded backend can't read; libvips with libheif can");
            case JXL ->
                throw new ImageException("a photo in " + format.label()
                        + " format, which the embedded backend can't read; libvips with libjxl can");
        };
    }

    private static List<Thumbnail> thumbnails(Photo photo, Spec spec) throws ImageException, IOException {
        requireWithinLimit(photo, spec.maxPixels());
        var scalers = new ArrayList<Scaler>();
        for (Variant variant : spec.variants()) {
            scalers.add(scaler(photo, variant.size()));
        }
        photo.decode(new EachLine(scalers));
        var thumbnails = new ArrayList<Thumbnail>();
        for (int i = 0; i < scalers.size(); i++) {
            thumbnails.add(finish(
                    scalers.get(i), photo, spec.variants().get(i), spec.finish().quality()));
        }
        return List.copyOf(thumbnails);
    }

    private static Scaler scaler(Photo photo, Size size) {
        Size box = photo.orientation().swapsSides() ? size.turned() : size;
        double factor =
                Math.min(1, Math.min((double) box.width() / photo.width(), (double) box.height() / photo.height()));
        return new Scaler(photo.width(), photo.height(), (int) Math.max(1, Math.round(photo.width() * factor)), (int)
                Math.max(1, Math.round(photo.height() * factor)));
    }

    private static void requireWithinLimit(Photo photo, long maxPixels) throws ImageException {
        long pixels = (long) photo.width() * photo.height();
        if (pixels > maxPixels) {
            throw new ImageException("the picture is " + photo.width() + "×" + photo.height() + " = " + pixels
                    + " pixels, the limit is " + maxPixels + " (--max-pixels)");
        }
    }

    private static Thumbnail finish(Scaler scaler, Photo photo, Variant variant, int quality)
            throws ImageException, IOException {
        if (scaler.lines() != photo.height()) {
            throw new ImageException(
                    "truncated: the picture has " + scaler.lines() + " of " + photo.height() + " lines");
        }
        int width = scaler.pictureWidth();
        int height = scaler.pictureHeight();
        byte[] rgb = Colours.toSrgb(scaler.picture(), scaler.layout());
        byte[] upright = photo.orientation().apply(rgb, width, height);
        boolean swap = photo.orientation().swapsSides();
        int uprightWidth = swap ? height : width;
        int uprightHeight = swap ? width : height;
        byte[] jpeg = JpegEncoder.encode(upright, uprightWidth, uprightHeight, quality);
        return new Thumbnail(variant, uprightWidth, uprightHeight, jpeg);
    }

    /** Whatever a decoder says about a picture in its own words, in ours. */
    private static ImageException explain(Throwable failure, ImageFormat format, PhotoFile file) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof OutOfMemoryError) {
            return new ImageException(
                    "not enough memory for this " + format.label() + "; give Java more (-Xmx)", failure);
        }
        if (root instanceof EOFException || file.ranOut()) {
            return new ImageException(
                    "truncated " + format.label() + ": the file ends before its picture does", failure);
        }
        String reason = root.getMessage();
        String line = reason == null
                ? root.getClass().getSimpleName()
                : reason.lines().findFirst().orElse("");
        return new ImageException("damaged " + format.label() + ": " + line, failure);
    }
}
