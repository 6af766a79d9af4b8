package dev.sluice.thumbs.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.thumbs.image.foreign.NativeBuffer;
import dev.sluice.thumbs.image.turbo.TurboException;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A JPEG, decoded by libjpeg-turbo to a part of its size. */
final class TurboPhoto implements Photo {
    /*
     * The transform can leave out the finest detail, and give a half, a quarter or an eighth of the picture for a fraction of
     * the work. It averages blocks, as the first pass of the scaler does, so what it does wrong has to lie beyond what the
     * filter keeps: see Reduction.
     *
     * A call of the library can't be interrupted, and takes native memory that no limit of Java holds for. So what one photo
     * may take is limited here; a larger one is for a reader that works by lines.
     */

    private static final long MOST_BYTES = 256 << 20;

    private final TurboJpeg turbo;
    private final PhotoFile file;
    private final JpegHeader header;
    private final boolean severalScans;
    private final int shrink;

    private TurboPhoto(TurboJpeg turbo, PhotoFile file, JpegHeader header, boolean severalScans, int shrink) {
        this.turbo = turbo;
        this.file = file;
        this.header = header;
        this.severalScans = severalScans;
        this.shrink = shrink;
    }

    static TurboPhoto open(TurboJpeg turbo, PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            JpegHeader header = JpegHeader.read(in);
            return new TurboPhoto(turbo, file, header, NativeJpeg.hasSeveralScans(in, header), 1);
        }
    }

    @Override
    public int width() {
        return Math.ceilDiv(header.width(), shrink);
    }

    @Override
    public int height() {
        return Math.ceilDiv(header.height(), shrink);
    }

    @Override
    public double exactWidth() {
        return (double) header.width() / shrink;
    }

    @Override
    public double exactHeight() {
        return (double) header.height() / shrink;
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
    public Photo reducedTo(int leastWidth, int leastHeight) {
        return new TurboPhoto(
                turbo,
                file,
                header,
                severalScans,
                Reduction.of(header.width(), header.height(), leastWidth, leastHeight));
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        Layout.Encoding encoding = header.encoding();
        int lineBytes = width() * encoding.bands();
        long pictureBytes = (long) lineBytes * height();
        long bytes = file.length() + pictureBytes + (severalScans ? header.coefficientBytes() : 0);
        requireWithinLimit(bytes);
        try (var _ = NativeMemory.ofProcess().take(bytes);
                Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = NativeBuffer.allocate(pictureBytes, arena);
            try (Arena input = Arena.ofConfined()) {
                MemorySegment jpeg = NativeJpeg.read(file, header, severalScans, input);
                requireWhole(turbo.decode(jpeg, width(), height(), encoding.bands(), pixels), jpeg);
            } catch (TurboException e) {
                throw new ImageException("damaged JPEG: " + e.getMessage(), e);
            }
            lines.begin(new Layout(encoding, 255, header.profile()));
            var line = new byte[lineBytes];
            for (int y = 0; y < height(); y++) {
                PhotoFile.stopIfInterrupted();
                MemorySegment.copy(pixels, JAVA_BYTE, (long) y * lineBytes, line, 0, lineBytes);
                lines.line(line);
            }
        }
    }

    private static void requireWithinLimit(long bytes) throws UnsupportedImageException {
        if (bytes > MOST_BYTES) {
            throw new UnsupportedImageException("a JPEG that takes " + bytes + " bytes of native memory, the limit is "
                    + MOST_BYTES + "; --backend jdk reads it");
        }
    }

    /** Of all warnings the library keeps the first; a harmless one may hide that data is missing. */
    private static void requireWhole(@Nullable String warning, MemorySegment jpeg) throws ImageException {
        if (warning == null) {
            return;
        }
        if (warning.contains("premature end")) {
            throw new ImageException("truncated JPEG: the file ends before its picture does");
        }
        if (warning.startsWith("Corrupt") && !warning.contains("extraneous bytes")) {
            throw new ImageException("damaged JPEG: " + warning);
        }
        if (!NativeJpeg.hasEnd(jpeg)) {
            throw new ImageException("truncated JPEG: the file ends before its picture does");
        }
    }
}
