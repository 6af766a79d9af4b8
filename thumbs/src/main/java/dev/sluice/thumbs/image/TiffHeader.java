package dev.sluice.thumbs.image;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.io.EOFException;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Reads what a TIFF file says about its first page, which is decoded by TwelveMonkeys, or by the JDK if it is a fax: the JDK's
 * decoder notices damage there, the other one makes up what is missing.
 */
final class TiffHeader {
    private static final int SIGNED = 2; // as a sample format
    private static final int UNSPECIFIED = 0; // as an extra sample
    private static final int FIRST_FAX = 2;
    private static final int LAST_FAX = 4;

    private TiffHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            Directory all = new TIFFReader().read(in);
            Directory page = all instanceof CompoundDirectory pages ? pages.getDirectory(0) : all;
            for (Entry entry : page) {
                if (entry.getValue() instanceof EOFException) { // how the library says that the value isn't there
                    throw new ImageException("truncated TIFF: the file ends before its header does");
                }
            }
            int width = (int) number(page, TIFF.TAG_IMAGE_WIDTH);
            int height = (int) number(page, TIFF.TAG_IMAGE_HEIGHT);
            if (width < 1 || height < 1) {
                throw new ImageException("damaged TIFF: it says its picture is " + width + "×" + height + " pixels");
            }
            requireData(page, TIFF.TAG_STRIP_OFFSETS, TIFF.TAG_STRIP_BYTE_COUNTS, file);
            requireData(page, TIFF.TAG_TILE_OFFSETS, TIFF.TAG_TILE_BYTE_COUNTS, file);
            Orientation orientation = Orientation.of((int) number(page, TIFF.TAG_ORIENTATION));
            requireUnsignedBytes(page);
            return new WholePhoto(
                    orientation,
                    Canvas.of(width, height),
                    null,
                    hasNoOpacity(page),
                    0,
                    codec(isBig(in), isFax(page)),
                    file::stream);
        }
    }

    private static WholePhoto.Codec codec(boolean big, boolean fax) throws ImageException {
        if (!fax) {
            ImageReaderSpi codec = big ? new BigTIFFImageReaderSpi() : new TIFFImageReaderSpi();
            return () -> codec.createReaderInstance(null);
        }
        if (big) {
            throw new ImageException(
                    "a BigTIFF with fax compression, which the embedded backend can't read; libvips can");
        }
        return Codecs::faxReader;
    }

    /** Whether the picture is in one of the codings of fax machines. */
    private static boolean isFax(Directory page) {
        long compression = number(page, TIFF.TAG_COMPRESSION);
        return compression >= FIRST_FAX && compression <= LAST_FAX;
    }

    /** Whether the file says of the first sample beside the colours that it is something else than opacity. */
    private static boolean hasNoOpacity(Directory page) {
        long[] extra = numbers(page, TIFF.TAG_EXTRA_SAMPLES);
        return extra.length > 0 && extra[0] == UNSPECIFIED;
    }

    /** The decoder would take a sign for the highest bit. */
    private static void requireUnsignedBytes(Directory page) throws ImageException {
        long[] formats = numbers(page, TIFF.TAG_SAMPLE_FORMAT);
        long[] bits = numbers(page, TIFF.TAG_BITS_PER_SAMPLE);
        if (formats.length > 0 && formats[0] == SIGNED && bits.length > 0 && bits[0] <= 8) {
            throw new ImageException("a TIFF with signed samples of " + bits[0]
                    + " bits, which the embedded backend can't read; libvips can");
        }
    }

    private static boolean isBig(PhotoStream in) throws IOException {
        in.seek(2);
        return in.readByte() + in.readByte() == 43;
    }

    private static long number(Directory page, int tag) {
        Entry entry = page.getEntryById(tag);
        return entry != null && entry.getValue() instanceof Number number ? number.longValue() : 0;
    }

    /** The decoder is easy on data that isn't there, so where the data lies is compared with the file's length. */
    private static void requireData(Directory page, int offsetsTag, int lengthsTag, PhotoFile file)
            throws ImageException {
        long[] offsets = numbers(page, offsetsTag);
        long[] lengths = numbers(page, lengthsTag);
        for (int i = 0; i < Math.min(offsets.length, lengths.length); i++) {
            if (offsets[i] + lengths[i] > file.length()) {
                throw new ImageException("truncated TIFF: the file ends before its picture does");
            }
        }
    }

    private static long[] numbers(Directory page, int tag) {
        Entry entry = page.getEntryById(tag);
        return switch (entry == null ? null : entry.getValue()) {
            case long[] longs -> longs;
            case int[] ints -> IntStream.of(ints).asLongStream().toArray();
            case short[] shorts -> {
                var longs = new long[shorts.length];
                for (int i = 0; i < longs.length; i++) {
                    longs[i] = shorts[i] & 0xffff;
                }
                yield longs;
            }
            case Number number -> new long[] {number.longValue()};
            case null, default -> new long[0];
        };
    }
}
