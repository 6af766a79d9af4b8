package dev.sluice.thumbs.list;

import java.io.IOException;

/**
 * An original whose bytes are on this machine already.
 *
 * @param original the original
 * @param file its bytes, which are opened once
 */
public record FetchedOriginal(Original original, LocalFile file) implements Original {
    @Override
    public String id() {
        return original.id();
    }

    @Override
    public Origin origin() throws IOException, InterruptedException {
        return original.origin();
    }

    @Override
    public byte[] head(int most) throws IOException, InterruptedException {
        return original.head(most);
    }

    @Override
    public LocalFile open() {
        return file;
    }

    @Override
    public boolean isGone() throws InterruptedException {
        return original.isGone();
    }

    @Override
    public String toString() {
        return original.toString();
    }
}
