package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The image formats that are told apart, whether or not a backend reads them. */
public enum ImageFormat {
    /** JPEG, as cameras write it. */
    JPEG("JPEG", "jpg jpeg jpe jfif"),
    /** Portable Network Graphics. */
    PNG("PNG", "png apng"),
    /** GIF, still or animated. */
    GIF("GIF", "gif"),
    /** WebP, lossy, lossless or animated. */
    WEBP("WebP", "webp"),
    /** TIFF, and those raw formats of cameras that begin like one. */
    TIFF("TIFF", "tif tiff"),
    /** The raw formats of cameras: what the sensor saw, with JPEGs beside it. */
    RAW("raw", "cr2 nef nrw arw sr2 srf srw dng orf rw2 rwl raf pef 3fr fff iiq mef mos dcr erf"),
    /** The bitmap of Windows. */
    BMP("BMP", "bmp dib"),
    /** HEIF with HEVC inside, as phones write it. */
    HEIC("HEIC", "heic heif hif"),
    /** HEIF with AV1 inside. */
    AVIF("AVIF", "avif"),
    /** JPEG XL. */
    JXL("JPEG XL", "jxl");

    /** How many of its first bytes tell the format of a file. */
    public static final int SNIFFED_BYTES = 64;

    private final String label;
    private final String extensions;

    ImageFormat(String label, String extensions) {
        this.label = label;
        this.extensions = extensions;
    }

    /** The format as a person writes it, such as {@code WebP}. */
    public String label() {
        return label;
    }

    /**
     * The format that a file's name claims by its extension, in any case; empty if it claims none.
     *
     * <p>The content may be another: see {@link #of(Path)}.
     */
    public static Optional<ImageFormat> named(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (extension.length() == fileName.length()) {
            return Optional.empty();
        }
        for (ImageFormat format : values()) {
            if (List.of(format.extensions.split(" ")).contains(extension)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /**
     * The format of a file, told by its first {@link #SNIFFED_BYTES} bytes; empty if it is none of these.
     *
     * @throws IOException if the file can't be read
     */
    public static Optional<ImageFormat> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(SNIFFED_BYTES));
        }
    }

    /** The format of a file, told by its first {@link #SNIFFED_BYTES} bytes; empty if it is none of these. */
    public static Optional<ImageFormat> of(byte[] firstBytes) {
        var start = new String(firstBytes, 0, Math.min(firstBytes.length, SNIFFED_BYTES), ISO_8859_1);
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        }
        if (start.startsWith("FUJIFILMCCD-RAW ") || start.startsWith("IIU\0")) {
            return Optional.of(RAW);
        }
        if (start.startsWith("IIRO") || start.startsWith("IIRS") || start.startsWith("MMOR")) {
            return Optional.of(RAW);
        }
        if (start.startsWith("II*\0") && start.startsWith("CR\2", 8)) {
            return Optional.of(RAW);
        }
        if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return Optional.of(TIFF);
        }
        if (start.startsWith("II+\0") || start.startsWith("MM\0+")) {
            return Optional.of(TIFF); // the one with 64-bit offsets
        }
        if (start.startsWith("BM") && start.length() > 14 && isBmpHeaderSize(start.charAt(14))) {
            return Optional.of(BMP);
        }
        if (start.startsWith("\u00ff\n") || start.startsWith("\0\0\0\fJXL \r\n\u0087\n")) {
            return Optional.of(JXL);
        }
        return start.startsWith("ftyp", 4) ? heif(start) : Optional.empty();
    }

    /** Two letters are a weak sign; the header that follows says its own size, and only these were ever in use. */
    private static boolean isBmpHeaderSize(int size) {
        return switch (size) {
            case 12, 16, 40, 52, 56, 64, 108, 124 -> true;
            default -> false;
        };
    }

    /** The brands come first in a file of this family, the main one and then those it is compatible with. */
    private static Optional<ImageFormat> heif(String start) {
        int length = Math.min(start.length(), start.charAt(2) * 256 + start.charAt(3));
        for (int at = 8; at + 4 <= length; at += 4) {
            switch (start.substring(at, at + 4)) {
                case "avif", "avis" -> {
                    return Optional.of(AVIF);
                }
                case "heic", "heix", "heim", "heis", "hevc", "hevx" -> {
                    return Optional.of(HEIC);
                }
                default -> {}
            }
        }
        return start.startsWith("mif1", 8) || start.startsWith("msf1", 8) ? Optional.of(HEIC) : Optional.empty();
    }
}
