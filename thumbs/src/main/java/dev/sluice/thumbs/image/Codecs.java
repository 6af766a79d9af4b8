package dev.sluice.thumbs.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.internal.NativeLoader;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The decoders and encoders, chosen by name.
 *
 * <p>Asking {@code ImageIO} for "a reader for PNG" gives whichever plugin happens to come first on the class path;
 * here the decoder that reads a photo is always the same. The registry is set up when it is first asked for.
 */
final class Codecs {
    private static final String PLUGINS = "com.sun.imageio.plugins.";

    private Codecs() {}

    static ImageReader jpegReader() throws IOException {
        return reader("jpeg.JPEGImageReaderSpi");
    }

    static ImageReader pngReader() throws IOException {
        return reader("png.PNGImageReaderSpi");
    }

    static ImageReader gifReader() throws IOException {
        return reader("gif.GIFImageReaderSpi");
    }

    static ImageReader bmpReader() throws IOException {
        return reader("bmp.BMPImageReaderSpi");
    }

    /** The decoder for the codings of fax machines, which goes on over damage and mentions it: so that is an error here. */
    static ImageReader faxReader() throws IOException {
        ImageReader reader = reader("tiff.TIFFImageReaderSpi");
        reader.addIIOReadWarningListener((_, warning) -> {
            if (!warning.contains("should begin with EOL")) { // many leave that one out
                throw new IllegalStateException(warning);
            }
        });
        return reader;
    }

    /** The decoder with libwebp in it, which there is for most platforms. */
    static ImageReader webpReader() throws ImageException, IOException {
        try {
            NativeLoader.initialize(); // would fail later too, but with a stack trace on standard error
        } catch (IllegalStateException | LinkageError e) {
            throw new ImageException(
                    "a photo in WebP format, and the libwebp of the embedded backend can't be loaded on this platform"
                            + " (" + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                            + "); libvips can read it",
                    e);
        }
        return new WebPImageReaderSpi().createReaderInstance(null);
    }

    static ImageWriter jpegWriter() throws IOException {
        return provider(ImageWriterSpi.class, "jpeg.JPEGImageWriterSpi").createWriterInstance();
    }

    private static ImageReader reader(String name) throws IOException {
        return provider(ImageReaderSpi.class, name).createReaderInstance();
    }

    private static <T> T provider(Class<T> kind, String name) {
        var providers = IIORegistry.getDefaultInstance().getServiceProviders(kind, false);
        while (providers.hasNext()) {
            T provider = providers.next();
            if (provider.getClass().getName().equals(PLUGINS + name)) {
                return provider;
            }
        }
        throw new IllegalStateException("this JDK has no " + PLUGINS + name);
    }
}
