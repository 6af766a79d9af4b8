package dev.sluice.thumbs.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/** A JPEG file, decoded by the JDK's reader without ever holding the whole picture. */
final class JpegPhoto implements Photo {
    /*
     * The reader gets a header of our making, with just the tables, and the file's own scans. So nothing that a camera
     * or an editor left in the other segments can make it fail, and it doesn't have to guess at colours, at which it
     * is bad: it hands out the components as they are stored. Turning those into RGB is left for the small picture,
     * which also spares the most expensive step after the transform itself.
     *
     * The reader sets each line into the raster of the destination image as soon as it is decoded. Ours is a raster
     * that keeps nothing and passes the line on.
     *
     * It would set a progressive picture once for each of its scans, each time with a full transform. Asked to start
     * with the last pass that can be numbered, it sets the picture once, when all the data is there; and if it ever
     * set it more often, the last one would count. But the reader looks up how to transform a component when a pass
     * begins, and a component that isn't in the scans before that stays grey for the pass. So if the first scan lacks a
     * component, there are two passes, before the last scan and after it.
     *
     * Where data is missing, the reader makes up grey and mentions it in a warning; of the warnings about the data
     * itself it reports just the first. A picture is whole if there was no warning of damage and the reader saw the
     * end marker, or at least had all it needed when the data ran out. The latter can be told only of a picture in one
     * scan: of several, all may be missing but the first.
     */

    private static final int LAST_PASS = Integer.MAX_VALUE;

    private final PhotoFile file;
    private final JpegHeader header;
    private final JpegScans scans;

    private JpegPhoto(PhotoFile file, JpegHeader header, JpegScans scans) {
        this.file = file;
        this.header = header;
        this.scans = scans;
    }

    static JpegPhoto open(PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            JpegHeader header = JpegHeader.read(in);
            if (header.isArithmetic()) {
                throw new UnsupportedImageException(
                        "a JPEG with arithmetic coding, which the embedded backend can't read;"
                                + " libjpeg-turbo and libvips can");
            }
            return new JpegPhoto(file, header, JpegScans.read(in, header));
        }
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public byte @Nullable [] exif() {
        return header.exif();
    }

    @Override
    public Orientation orientation() {
        return header.orientation();
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        var warnings = new Warnings();
        ImageReader reader = Codecs.jpegReader();
        try (PhotoStream in = file.stream(header.plain(), header.scans(), file.length());
                var _ = NativeMemory.ofProcess().take(hasSeveralScans() ? header.coefficientBytes() : 0)) {
            reader.addIIOReadWarningListener(warnings);
            reader.setInput(in, true, true);
            ColorModel colours = reader.getImageTypes(0).next().getColorModel();
            var layout = new Layout(header.encoding(), 255, header.profile());
            var raster = new LineRaster(colours, width(), height(), layout, lines);
            ImageReadParam param = reader.getDefaultReadParam();
            if (scans.firstHasAll()) {
                param.setSourceProgressivePasses(LAST_PASS, 1);
            } else {
                param.setSourceProgressivePasses(scans.count() - 2, LAST_PASS);
            }
            param.setDestination(new BufferedImage(colours, raster, false, null));
            reader.read(0, param);
            requireWhole(warnings);
        } finally {
            reader.dispose();
        }
    }

    private boolean hasSeveralScans() {
        return header.isProgressive() || !scans.firstHasAll();
    }

    private void requireWhole(Warnings warnings) throws ImageException {
        // The one warning that is reported may be a harmless one and hide another.
        if (warnings.noEnd && (warnings.first != null || hasSeveralScans())) {
            throw new ImageException("truncated JPEG: the file ends before its picture does");
        }
        if (warnings.damage != null) {
            throw new ImageException("damaged JPEG: " + warnings.damage);
        }
    }

    /** What the reader says about the data. */
    private static final class Warnings implements IIOReadWarningListener {
        private boolean noEnd;
        private @Nullable String first;
        private @Nullable String damage;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (warning.contains("EOI")) {
                noEnd = true; // no harm in itself
                return;
            }
            if (first == null) {
                first = warning;
            }
            if (warning.startsWith("Corrupt") && !warning.contains("extraneous bytes")) {
                damage = warning;
            }
        }
    }
}
