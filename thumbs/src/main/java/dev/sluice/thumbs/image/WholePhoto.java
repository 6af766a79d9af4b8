package dev.sluice.thumbs.image;

import java.awt.color.ICC_Profile;
import java.io.IOException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * A photo whose decoder hands out the picture in one piece, as it is stored: it takes the memory of the picture once.
 *
 * @param orientation how to turn the stored picture upright
 * @param canvas where the picture lies
 * @param profile the colour profile that the decoder doesn't know of
 * @param opaque whether what the decoder takes for opacity is something else
 * @param nativeBytes what the decoder takes outside of the heap
 * @param codec makes the decoder
 * @param input opens what the decoder is to read
 */
record WholePhoto(
        Orientation orientation,
        Canvas canvas,
        @Nullable ICC_Profile profile,
        boolean opaque,
        long nativeBytes,
        Codec codec,
        Input input)
        implements Photo {
    /** Makes a decoder. */
    interface Codec {
        ImageReader reader() throws ImageException, IOException;
    }

    /** Opens what a decoder is to read. */
    interface Input {
        PhotoStream open();
    }

    /** A photo whose decoder takes nothing outside of the heap. */
    WholePhoto(Orientation orientation, Canvas canvas, @Nullable ICC_Profile profile, Codec codec, Input input) {
        this(orientation, canvas, profile, false, 0, codec, input);
    }

    @Override
    public int width() {
        return canvas.width();
    }

    @Override
    public int height() {
        return canvas.height();
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        ImageReader reader = codec.reader();
        try (PhotoStream in = input.open();
                var _ = NativeMemory.ofProcess().take(nativeBytes)) {
            reader.setInput(in, true, true);
            var picture = reader.read(0);
            if (picture.getWidth() != canvas.pictureWidth() || picture.getHeight() != canvas.pictureHeight()) {
                throw new ImageException("damaged: the header says " + canvas.pictureWidth() + "×"
                        + canvas.pictureHeight() + " pixels, the picture has " + picture.getWidth() + "×"
                        + picture.getHeight());
            }
            new PictureLines(picture, opaque).send(canvas, profile, lines);
        } finally {
            reader.dispose();
        }
    }
}
