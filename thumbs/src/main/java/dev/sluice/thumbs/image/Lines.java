package dev.sluice.thumbs.image;

/** Takes a picture as it is decoded: its layout first, then the lines of each plane from top to bottom. */
interface Lines {
    /** Says what the samples of the lines mean; called before the first line, and again if all lines come anew. */
    void begin(Layout layout);

    /** Says which plane the next lines are of; they are of the first one, 0, unless said otherwise. */
    void plane(int index);

    /** Takes the next line, samples of 8 bits, pixel by pixel. The array is the caller's. */
    void line(byte[] samples);

    /** Takes the next line, samples from 0 to the layout's maximum, pixel by pixel. The array is the caller's. */
    void line(int[] samples);
}
