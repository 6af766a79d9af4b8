package dev.sluice.thumbs.image;

import java.io.IOException;

/** Decodes by what every JDK has, for TIFF by TwelveMonkeys, and for WebP by a libwebp in a jar. */
final class JdkReader implements PhotoReader {
    @Override
    public Photo open(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        return switch (format) {
            case JPEG -> JpegPhoto.open(file);
            case PNG -> PngHeader.open(file);
            case GIF -> GifHeader.open(file);
            case WEBP -> WebpHeader.open(file);
            case TIFF -> TiffHeader.open(file);
            case BMP -> BmpHeader.open(file);
            case RAW -> throw new UnsupportedImageException("a raw file, of which only a preview is read");
            case HEIC, AVIF ->
                throw new UnsupportedImageException("a photo in " + format.label()
                        + " format, which the embedded backend can't read; libvips with libheif can");
            case JXL ->
                throw new UnsupportedImageException("a photo in " + format.label()
                        + " format, which the embedded backend can't read; libvips with libjxl can");
        };
    }
}
