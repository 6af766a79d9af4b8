package dev.sluice.bench.pipelines;

import dev.sluice.bench.Contender;
import dev.sluice.flow.Workers;

/** The workers of a stage: as many as are worth it, or a fixed number. */
public enum Team implements Contender {
    ELASTIC("elastic", 1, 32),
    FIXED_1("1", 1, 1),
    FIXED_2("2", 2, 2),
    FIXED_4("4", 4, 4),
    FIXED_8("8", 8, 8),
    FIXED_16("16", 16, 16),
    FIXED_32("32", 32, 32);

    private final String title;
    private final int least;
    private final int most;

    Team(String title, int least, int most) {
        this.title = title;
        this.least = least;
        this.most = most;
    }

    Workers<Object> workers() {
        return least == most ? Workers.workers(most) : Workers.workers(least, most);
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
