package dev.sluice.thumbs.image;

import java.util.ArrayList;
import java.util.List;

/** Makes a picture smaller while it is being decoded: each of its planes by itself, and then one picture of them. */
final class Scaler implements Lines {
    private final int pictureWidth;
    private final int pictureHeight;
    private final List<Plane> planes;
    private final List<PlaneScaler> scalers = new ArrayList<>();
    private Layout layout = new Layout(Layout.Encoding.GREY, 255, null);
    private float[] picture = {};
    private int current;

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
        int bands = given.bands();
        picture = new float[pictureWidth * pictureHeight * bands];
        scalers.clear();
        for (Plane plane : planes) {
            var samples = new Resampler.Samples(picture, bands, scalers.size());
            scalers.add(new PlaneScaler(plane, planes.size() == 1 ? bands : 1, pictureWidth, pictureHeight, samples));
        }
        current = 0;
    }

    @Override
    public void plane(int index) {
        current = index;
    }

    @Override
    public void line(byte[] samples) {
        scalers.get(current).line(samples);
    }

    @Override
    public void line(int[] samples) {
        scalers.get(current).line(samples);
    }

    /** Returns the samples of the small picture, pixel by pixel, which may lie a little outside of their range. */
    float[] picture() throws ImageException {
        for (int i = 0; i < planes.size(); i++) {
            int lines = scalers.isEmpty() ? 0 : scalers.get(i).lines();
            int expected = planes.get(i).height();
            if (lines != expected) {
                throw new ImageException("truncated: the picture has " + lines + " of " + expected + " lines");
            }
        }
        return picture;
    }
}
