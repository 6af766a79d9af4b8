package dev.sluice.thumbs.image;

import java.util.List;

/** Sends each line of one decode to several takers. */
record EachLine(List<? extends Lines> takers) implements Lines {
    @Override
    public void begin(Layout layout) {
        takers.forEach(taker -> taker.begin(layout));
    }

    @Override
    public void plane(int index) {
        takers.forEach(taker -> taker.plane(index));
    }

    @Override
    public void line(byte[] samples) {
        takers.forEach(taker -> taker.line(samples));
    }

    @Override
    public void line(int[] samples) {
        takers.forEach(taker -> taker.line(samples));
    }
}
