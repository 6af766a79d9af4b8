package dev.sluice.thumbs.image;

import java.util.List;

/** Makes a picture smaller while it is being decoded: each of its planes by itself, and then one picture of them. */
final class Scaler implements Lines {
    private final int pictureWidth;
    private final int pictureHeight;
    private final List<Plane> planes;
    private final List<PlaneScaler> scalers;
    private Layout layout = new Layout(Layout.Encoding.GREY, 255, null);
    private PlaneScaler current;

    /**
     * Prepares for a photo, to be made into a picture of at most its size.
     *
     * @param planes those of the photo
     * @param pictureWidth the width of the picture
     * @param pictureHeight the height of the picture
     */
    Scaler(List<Plane> planes, int pictureWidth, int pictureHeight) {
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        this.planes = planes;
        this.scalers = planes.stream()
                .map(plane -> new PlaneScaler(plane, pictureWidth, pictureHeight))
                .toList();
        this.current = scalers.getFirst();
    }

    int pictureWidth() {
        return pictureWidth;
    }

    int pictureHeight() {
        return pictureHeight;
    }

    Layout layout() {
        return layout;
    }

    @Override
    public void begin(Layout given) {
        layout = given;
        scalers.forEach(scaler -> scaler.begin(planes.size() == 1 ? given.bands() : 1));
        current = scalers.getFirst();
    }

    @Override
    public void plane(int index) {
        current = scalers.get(index);
    }

    @Override
    public void line(byte[] samples) {
        current.line(samples);
    }

    @Override
    public void line(int[] samples) {
        current.line(samples);
    }

    /** Returns the samples of the small picture, pixel by pixel, which may lie a little outside of their range. */
    float[] picture() throws ImageException {
        for (int i = 0; i < planes.size(); i++) {
            int lines = scalers.get(i).lines();
            int expected = planes.get(i).height();
            if (lines != expected) {
                throw new ImageException("truncated: the picture has " + lines + " of " + expected + " lines");
            }
        }
        return scalers.size() == 1 ? current.picture() : interleaved();
    }

    private float[] interleaved() {
        int bands = scalers.size();
        var picture = new float[pictureWidth * pictureHeight * bands];
        for (int band = 0; band < bands; band++) {
            float[] samples = scalers.get(band).picture();
            for (int i = 0, to = band; i < samples.length; i++, to += bands) {
                picture[to] = samples[i];
            }
        }
        return picture;
    }
}
