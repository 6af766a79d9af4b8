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

/** Reads what a TIFF file says about its first page, which is decoded by TwelveMonkeys. */
final class TiffHeader {
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
            ImageReaderSpi codec = isBig(in) ? new BigTIFFImageReaderSpi() : new TIFFImageReaderSpi();
            return new WholePhoto(
                    orientation, Canvas.of(width, height), null, () -> codec.createReaderInstance(null), file::stream);
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
