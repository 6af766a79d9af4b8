package dev.sluice.thumbs.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.thumbs.image.foreign.NativeBuffer;
import dev.sluice.thumbs.image.turbo.TurboException;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JPEG, decoded by libjpeg-turbo to a part of its size. */
final class TurboPhoto implements Photo {
    /*
     * The transform can leave out the finest detail, and give a half, a quarter or an eighth of the picture for a fraction of
     * the work. It averages blocks, as the first pass of the scaler does, so what it does wrong has to lie beyond what the
     * filter keeps: see Reduction. Colours that are stored at half the resolution stay so, in planes of their own.
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
    private final JpegHeader.@Nullable Sharing sharing;

    private TurboPhoto(TurboJpeg turbo, PhotoFile file, JpegHeader header, boolean severalScans, int shrink) {
        this.turbo = turbo;
        this.file = file;
        this.header = header;
        this.severalScans = severalScans;
        this.shrink = shrink;
        this.sharing = header.sharing();
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
    public List<Plane> planes() {
        Plane whole = Plane.shrunk(header.width(), header.height(), shrink, shrink);
        if (sharing == null) {
            return List.of(whole);
        }
        Plane colour =
                Plane.shrunk(header.width(), header.height(), shrink * sharing.across(), shrink * sharing.down());
        return List.of(whole, colour, colour);
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
        List<Plane> planes = planes();
        int bands = planes.size() == 1 ? header.encoding().bands() : 1;
        List<Plane> rooms = rooms(planes);
        long pictureBytes = rooms.stream().mapToLong(room -> bytes(room, bands)).sum();
        long bytes = file.length() + pictureBytes + (severalScans ? header.coefficientBytes() : 0);
        requireWithinLimit(bytes);
        try (var _ = NativeMemory.ofProcess().take(bytes);
                Arena arena = Arena.ofConfined()) {
            List<MemorySegment> pixels = rooms.stream()
                    .map(room -> NativeBuffer.allocate(bytes(room, bands), arena))
                    .toList();
            try (Arena input = Arena.ofConfined()) {
                MemorySegment jpeg = NativeJpeg.read(file, header, severalScans, input);
                requireWhole(decode(jpeg, bands, pixels), jpeg);
            } catch (TurboException e) {
                throw new ImageException("damaged JPEG: " + e.getMessage(), e);
            }
            lines.begin(new Layout(header.encoding(), 255, header.profile()));
            for (int i = 0; i < planes.size(); i++) {
                lines.plane(i);
                send(pixels.get(i), rooms.get(i).width() * bands, planes.get(i), bands, lines);
            }
        }
    }

    private @Nullable String decode(MemorySegment jpeg, int bands, List<MemorySegment> pixels) throws TurboException {
        return sharing == null
                ? turbo.decode(jpeg, width(), height(), bands, pixels.getFirst())
                : turbo.decodePlanes(jpeg, width(), height(), sharing.across(), sharing.down(), pixels);
    }

    /** Returns what planes take in memory: lightness reaches to the last pixel that shares a colour, be it in the picture or not. */
    private List<Plane> rooms(List<Plane> planes) {
        if (sharing == null) {
            return planes;
        }
        var lightness =
                new Plane(TurboJpeg.covered(width(), sharing.across()), TurboJpeg.covered(height(), sharing.down()));
        return List.of(lightness, planes.get(1), planes.get(2));
    }

    private static long bytes(Plane plane, int bands) {
        return (long) plane.width() * plane.height() * bands;
    }

    private static void send(MemorySegment pixels, int stride, Plane plane, int bands, Lines lines) {
        var line = new byte[plane.width() * bands];
        for (int y = 0; y < plane.height(); y++) {
            PhotoFile.stopIfInterrupted();
            MemorySegment.copy(pixels, JAVA_BYTE, (long) y * stride, line, 0, line.length);
            lines.line(line);
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
