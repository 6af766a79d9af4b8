package dev.sluice.bench.pipelines;

import dev.sluice.bench.Contender;

/** A way to write a pipeline. */
public enum Way implements Contender {
    CHANNELS("Sluice Channels"),
    PIPELINE("Sluice Pipeline"),
    PEKKO("Pekko Streams"),
    QUEUES("queues and threads");

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
