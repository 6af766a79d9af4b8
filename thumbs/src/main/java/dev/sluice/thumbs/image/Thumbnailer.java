package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.vips.Vips;
import dev.sluice.thumbs.image.vips.VipsException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes thumbnails: decodes by one of its readers, and does all else in the same way whichever that was.
 *
 * @param name the name by which a user chooses it
 * @param readers what decodes, in the order in which they are tried
 * @param encoders gives what encodes a format, or null if nothing here does
 * @param vips what crops by attention
 */
record Thumbnailer(
        String name,
        List<PhotoReader> readers,
        Function<OutputFormat, @Nullable Encoder> encoders,
        Supplier<Discovery<Vips>> vips)
        implements Backend {
    @Override
    public Optional<String> refusal(Spec spec) {
        for (OutputFormat format : spec.formats()) {
            if (encoders.apply(format) == null) {
                return Optional.of("--format " + format.extension() + " needs libvips, and --backend " + name
                        + " has none that writes it: " + vips.get().description()
                        + "; ./sluice doctor says how to install it");
            }
        }
        if (needsAttention(spec) && vips.get().library().isEmpty()) {
            return Optional.of("--crop attention needs libvips, and --backend " + name + " has none: "
                    + vips.get().description() + "; ./sluice doctor says how to install it");
        }
        return Optional.empty();
    }

    private static boolean needsAttention(Spec spec) {
        return spec.framing().fit() == Framing.Fit.COVER && spec.framing().crop() == Framing.Crop.ATTENTION;
    }

    @Override
    public List<Thumbnail> thumbnails(Path photo, Spec spec) throws ImageException, IOException, InterruptedException {
        try (var file = new PhotoFile(photo)) {
            ImageFormat format = Content.requireImage(file);
            RawFile.Preview preview = RawFile.preview(file, format);
            return preview == null
                    ? thumbnails(file, format, null, spec)
                    : thumbnails(preview.file(), ImageFormat.JPEG, preview, spec);
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

    private List<Thumbnail> thumbnails(PhotoFile file, ImageFormat format, RawFile.@Nullable Preview preview, Spec spec)
            throws ImageException, IOException {
        var unsupported = new ImageException("there is no reader for " + format.label());
        for (PhotoReader reader : readers) {
            try {
                Photo photo = reader.open(file, format);
                return thumbnails(preview == null ? photo : preview.of(photo), spec);
            } catch (UnsupportedImageException e) {
                unsupported = e;
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                IOException failure = file.failure();
                if (failure != null) {
                    throw failure;
                }
                throw explain(e, format, file);
            }
        }
        throw unsupported;
    }

    private List<Thumbnail> thumbnails(Photo photo, Spec spec) throws ImageException, IOException {
        requireWithinLimit(photo, spec.maxPixels());
        boolean lying = photo.orientation().swapsSides();
        var frames = new ArrayList<Frame>();
        int widest = 0;
        int highest = 0;
        for (Size size : spec.sizes()) {
            Frame frame = lying
                    ? Frame.of(
                            photo.height(), photo.width(), size, spec.framing().fit())
                    : Frame.of(
                            photo.width(), photo.height(), size, spec.framing().fit());
            frames.add(frame);
            widest = Math.max(widest, lying ? frame.scaledHeight() : frame.scaledWidth());
            highest = Math.max(highest, lying ? frame.scaledWidth() : frame.scaledHeight());
        }
        Photo reduced = photo.reducedTo(widest, highest);
        var scalers = new ArrayList<Scaler>();
        for (Frame frame : frames) {
            scalers.add(
                    lying
                            ? new Scaler(reduced.planes(), frame.scaledHeight(), frame.scaledWidth())
                            : new Scaler(reduced.planes(), frame.scaledWidth(), frame.scaledHeight()));
        }
        reduced.decode(new EachLine(scalers));
        return finish(photo, spec, frames, scalers);
    }

    private List<Thumbnail> finish(Photo photo, Spec spec, List<Frame> frames, List<Scaler> scalers)
            throws ImageException, IOException {
        byte[] exif = Exif.kept(photo.exif(), spec.finish());
        Map<Size, Picture> pictures = new HashMap<>();
        for (int i = 0; i < scalers.size(); i++) {
            Scaler scaler = scalers.get(i);
            boolean keepProfile = spec.finish().keeps(Finish.Keep.ICC);
            Picture picture = Picture.of(
                            scaler.pictureWidth(),
                            scaler.pictureHeight(),
                            scaler.picture(),
                            scaler.layout(),
                            keepProfile)
                    .turned(photo.orientation())
                    .withExif(exif);
            picture = cut(picture, frames.get(i), spec);
            pictures.put(spec.sizes().get(i), spec.finish().sharpen() ? picture.sharpened() : picture);
        }
        var thumbnails = new ArrayList<Thumbnail>();
        for (Variant variant : spec.variants()) {
            Picture picture = pictures.get(variant.size());
            Encoder encoder = encoders.apply(variant.format());
            if (picture == null || encoder == null) {
                throw new ImageException(refusal(spec).orElse("no picture of " + variant.size()));
            }
            Picture encodable = variant.format().isTransparent()
                    ? picture
                    : picture.on(spec.framing().background());
            byte[] bytes = encoder.encode(encodable, spec.finish());
            thumbnails.add(
                    new Thumbnail(variant, picture.width(), picture.height(), bytes, photo instanceof PreviewPhoto));
        }
        return List.copyOf(thumbnails);
    }

    private Picture cut(Picture picture, Frame frame, Spec spec) throws ImageException {
        if (!frame.isCut()) {
            return picture;
        }
        if (!needsAttention(spec)) {
            return picture.centre(frame.width(), frame.height());
        }
        Vips cropper = vips.get()
                .library()
                .orElseThrow(() -> new ImageException(refusal(spec).orElseThrow()));
        try {
            var pixels = new Vips.Pixels(picture.width(), picture.height(), picture.bands(), picture.bytes());
            Vips.Pixels part = cropper.crop(pixels, frame.width(), frame.height());
            return picture.withPixels(part.width(), part.height(), part.bytes());
        } catch (VipsException e) {
            throw new ImageException("libvips can't crop it: " + e.getMessage(), e);
        }
    }

    private static void requireWithinLimit(Photo photo, long maxPixels) throws ImageException {
        long pixels = (long) photo.width() * photo.height();
        if (photo.pixels() > maxPixels) {
            throw new ImageException("the picture is " + photo.width() + "×" + photo.height() + " = " + pixels
                    + " pixels"
                    + (photo.pixels() == pixels ? "" : ", the one inside of its stream " + photo.pixels() + " pixels")
                    + ", the limit is " + maxPixels + " (--max-pixels)");
        }
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
