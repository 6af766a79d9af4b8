package dev.sluice.bench.pays;

import dev.sluice.bench.Contender;

/** A way to do many independent things of the same kind. */
public enum Way implements Contender {
    SEQUENTIAL("sequential"),
    GOROUTINES("a goroutine each"),
    WORKERS("workers on a channel"),
    PIPELINE("pipeline of two stages");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String column() {
        return title;
    }
}
