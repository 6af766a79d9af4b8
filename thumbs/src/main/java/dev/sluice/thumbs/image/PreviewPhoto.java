package dev.sluice.thumbs.image;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A preview that a camera left in a raw file, turned as the file says.
 *
 * @param preview the preview
 * @param orientation how to turn it upright
 */
record PreviewPhoto(Photo preview, Orientation orientation) implements Photo {
    @Override
    public int width() {
        return preview.width();
    }

    @Override
    public int height() {
        return preview.height();
    }

    @Override
    public long pixels() {
        return preview.pixels();
    }

    @Override
    public byte @Nullable [] exif() {
        return preview.exif();
    }

    @Override
    public Photo reducedTo(int leastWidth, int leastHeight) {
        return new PreviewPhoto(preview.reducedTo(leastWidth, leastHeight), orientation);
    }

    @Override
    public List<Plane> planes() {
        return preview.planes();
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        preview.decode(lines);
    }
}
