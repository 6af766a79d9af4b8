package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the previews in the raw file of a camera: JPEGs that the camera made of the picture, often as large as the picture
 * itself.
 */
final class RawFile {
    /*
     * Most raw formats are TIFF files with other names for some things: directories of tags, which lead to further directories.
     * A preview is named by a pair of tags (JPEGInterchangeFormat, or the one strip of a picture with JPEG compression), by a tag
     * that holds it (Panasonic), or by the directory that Olympus hides in a tag of its own. Fujifilm has a header that says where
     * it is. The formats' public descriptions are followed; a file that claims what isn't so has one candidate less.
     */

    private static final String FUJIFILM = "FUJIFILMCCD-RAW ";
    private static final int FUJIFILM_PREVIEW = 84;
    private static final int MOST_DIRECTORIES = 100;
    private static final int MOST_VALUES = 100;
    private static final int JPEG_SIGNATURE = 0xffd8;
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int DIRECTORY = 13;

    private static final int JPEG_FROM_RAW = 0x002e; // of Panasonic
    private static final int COMPRESSION = 0x0103;
    private static final int PHOTOMETRIC = 0x0106;
    private static final int STRIP_OFFSETS = 0x0111;
    private static final int ORIENTATION = 0x0112;
    private static final int STRIP_BYTES = 0x0117;
    private static final int SUB_DIRECTORIES = 0x014a;
    private static final int JPEG_START = 0x0201;
    private static final int JPEG_BYTES = 0x0202;
    private static final int EXIF = 0x8769;
    private static final int MAKER_NOTE = 0x927c;
    private static final int DNG_VERSION = 0xc612;
    private static final int OLYMPUS_SETTINGS = 0x2020;
    private static final int OLYMPUS_PREVIEW_START = 0x0101;
    private static final int OLYMPUS_PREVIEW_BYTES = 0x0102;

    private static final int COLOUR_FILTER_ARRAY = 32803; // as an interpretation of samples
    private static final int LINEAR_RAW = 34892;
    private static final Set<Integer> JPEG_COMPRESSIONS = Set.of(6, 7, 99);

    private final PhotoStream in;
    private final Set<Long> seen = new HashSet<>();
    private final List<Part> candidates = new ArrayList<>();
    private int orientation;
    private boolean raw;

    private RawFile(PhotoStream in) {
        this.in = in;
    }

    /** A part of the file that may be a preview. */
    private record Part(long start, long bytes) {}

    /**
     * What a directory says of a tag.
     *
     * @param at where its values are in the file
     */
    private record Entry(int type, long count, long at) {}

    /**
     * The preview of a raw file.
     *
     * @param file the part of the file that it is
     * @param orientation how to turn it upright; null if it says so itself
     */
    record Preview(PhotoFile file, @Nullable Orientation orientation) {
        /** Returns the preview as a photo, once a reader has opened it. */
        Photo of(Photo jpeg) {
            return new PreviewPhoto(jpeg, orientation == null ? jpeg.orientation() : orientation);
        }
    }

    /**
     * Looks for the largest preview.
     *
     * @param file the file
     * @param format what its first bytes say
     * @return the preview, or null if it isn't a raw file
     * @throws ImageException if it is one and has no preview
     */
    static @Nullable Preview preview(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        if (format != ImageFormat.TIFF && format != ImageFormat.RAW) {
            return null;
        }
        try (PhotoStream in = file.stream()) {
            var found = new RawFile(in);
            found.raw = format == ImageFormat.RAW;
            found.read();
            return found.raw ? found.largest(file) : null;
        }
    }

    private void read() throws IOException {
        try {
            var name = new byte[FUJIFILM.length()];
            in.readFully(name);
            if (new String(name, ISO_8859_1).equals(FUJIFILM)) {
                in.seek(FUJIFILM_PREVIEW);
                candidates.add(new Part(in.readUnsignedInt(), in.readUnsignedInt()));
                return;
            }
            in.setByteOrder(name[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            in.seek(4);
            readDirectories(in.readUnsignedInt());
        } catch (EOFException _) {
            // What was found before counts.
        }
    }

    /** Reads a directory, those below it, and those behind it. */
    private void readDirectories(long first) throws IOException {
        long next = first;
        while (next != 0 && seen.size() < MOST_DIRECTORIES && seen.add(next)) {
            Map<Integer, Entry> directory = directory(next, 0);
            long behind = in.readUnsignedInt();
            int compression = (int) number(directory.get(COMPRESSION));
            int photometric = (int) number(directory.get(PHOTOMETRIC));
            raw |= photometric == COLOUR_FILTER_ARRAY
                    || photometric == LINEAR_RAW
                    || directory.containsKey(DNG_VERSION);
            if (orientation == 0) {
                orientation = (int) number(directory.get(ORIENTATION));
            }
            addCandidate(directory, 0, JPEG_START, JPEG_BYTES);
            if (JPEG_COMPRESSIONS.contains(compression)) {
                addCandidate(directory, 0, STRIP_OFFSETS, STRIP_BYTES);
            }
            Entry whole = directory.get(JPEG_FROM_RAW);
            if (whole != null) {
                candidates.add(new Part(whole.at, whole.count));
            }
            for (int below : List.of(SUB_DIRECTORIES, EXIF)) {
                for (long start : numbers(directory.get(below))) {
                    readDirectories(start);
                }
            }
            readMakerNote(directory.get(MAKER_NOTE));
            next = behind;
        }
    }

    /** Adds a part that two tags describe, if there is just one of it. */
    private void addCandidate(Map<Integer, Entry> directory, long base, int startTag, int bytesTag) throws IOException {
        long[] starts = numbers(directory.get(startTag));
        long[] bytes = numbers(directory.get(bytesTag));
        if (starts.length == 1 && bytes.length == 1) {
            candidates.add(new Part(base + starts[0], bytes[0]));
        }
    }

    /** Reads the notes of Olympus, whose offsets count from their beginning; those of others have no previews of use. */
    private void readMakerNote(@Nullable Entry note) throws IOException {
        if (note == null || note.count < 16) {
            return;
        }
        var name = new byte[16];
        in.seek(note.at);
        in.readFully(name);
        var text = new String(name, ISO_8859_1);
        long head = text.startsWith("OLYMPUS\0") ? 12 : text.startsWith("OM SYSTEM\0") ? 16 : 0;
        if (head > 0) {
            for (long settings : numbers(directory(note.at + head, note.at).get(OLYMPUS_SETTINGS))) {
                Map<Integer, Entry> directory = directory(note.at + settings, note.at);
                addCandidate(directory, note.at, OLYMPUS_PREVIEW_START, OLYMPUS_PREVIEW_BYTES);
            }
        }
    }

    /** Reads a directory; the stream is behind it then. Offsets count from a base. */
    private Map<Integer, Entry> directory(long start, long base) throws IOException {
        in.seek(start);
        var directory = new HashMap<Integer, Entry>();
        int entries = in.readUnsignedShort();
        for (int i = 0; i < entries; i++) {
            int tag = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            long count = in.readUnsignedInt();
            long here = in.getStreamPosition();
            long offset = in.readUnsignedInt();
            int unit = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
            directory.putIfAbsent(tag, new Entry(type, count, unit * count <= 4 ? here : base + offset));
        }
        return directory;
    }

    private long number(@Nullable Entry entry) throws IOException {
        long[] numbers = numbers(entry);
        return numbers.length == 0 ? 0 : numbers[0];
    }

    private long[] numbers(@Nullable Entry entry) throws IOException {
        if (entry == null
                || entry.count > MOST_VALUES
                || !(entry.type == SHORT || entry.type == LONG || entry.type == DIRECTORY)) {
            return new long[0];
        }
        in.seek(entry.at);
        var numbers = new long[(int) entry.count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = entry.type == SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
        }
        return numbers;
    }

    /** Returns the candidate with the most pixels. What isn't a JPEG that can be shown, such as lossless raw data, is none. */
    private Preview largest(PhotoFile file) throws ImageException, IOException {
        Preview largest = null;
        long mostPixels = 0;
        for (Part candidate : candidates) {
            PhotoFile part = file.part(candidate.start, candidate.start + candidate.bytes);
            try (PhotoStream stream = part.stream()) {
                if (stream.readUnsignedShort() == JPEG_SIGNATURE) {
                    JpegHeader header = JpegHeader.read(stream);
                    long pixels = (long) header.width() * header.height();
                    if (pixels > mostPixels) {
                        mostPixels = pixels;
                        largest = new Preview(part, orientation == 0 ? null : Orientation.of(orientation));
                    }
                }
            } catch (ImageException | EOFException _) {
                // The next one may be better.
            }
        }
        if (largest == null) {
            throw new UnsupportedImageException(
                    "a raw file without a JPEG preview in it, which is all that is read of raw files");
        }
        return largest;
    }
}
