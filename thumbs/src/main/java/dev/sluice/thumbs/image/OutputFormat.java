package dev.sluice.thumbs.image;

import java.util.Locale;
import java.util.stream.Stream;

/** The image formats that thumbnails are made in. */
public enum OutputFormat {
    /** JPEG, which every program reads; it has no transparency. */
    JPEG("JPEG", "image/jpeg", false, "jpg jpeg"),
    /** Portable Network Graphics: exact, large, with transparency. */
    PNG("PNG", "image/png", true, "png"),
    /** WebP, with transparency; libvips writes it. */
    WEBP("WebP", "image/webp", true, "webp"),
    /** AV1 in HEIF, the smallest and the slowest to make, with transparency; libvips writes it. */
    AVIF("AVIF", "image/avif", true, "avif");

    private final String label;
    private final String mediaType;
    private final boolean transparent;
    private final String extensions;

    OutputFormat(String label, String mediaType, boolean transparent, String extensions) {
        this.label = label;
        this.mediaType = mediaType;
        this.transparent = transparent;
        this.extensions = extensions;
    }

    /** Returns the format as a person writes it, such as {@code WebP}. */
    public String label() {
        return label;
    }

    /** Returns the media type, such as {@code image/jpeg}. */
    public String mediaType() {
        return mediaType;
    }

    /** Returns whether pixels can be transparent. */
    public boolean isTransparent() {
        return transparent;
    }

    /** Returns the extension of new file names, without a dot. */
    public String extension() {
        return extensions.split(" ", -1)[0];
    }

    /** Returns whether a file name has an extension of this format, in any case. */
    public boolean isExtensionOf(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return Stream.of(extensions.split(" ", -1)).anyMatch(extension -> lower.endsWith("." + extension));
    }

    /** Returns whether this is the format of a photo, so that a thumbnail of it can have its name. */
    public boolean isSameAs(ImageFormat format) {
        return name().equals(format.name());
    }
}
