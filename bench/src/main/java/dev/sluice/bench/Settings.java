package dev.sluice.bench;

/**
 * How thoroughly to measure.
 *
 * @param rounds how many processes measure each cell, one after the other, with those of all others between them
 * @param seconds how long each of them measures; it warms up for as long before
 * @param quick whether a shape is enough, and a figure isn't needed
 */
record Settings(int rounds, double seconds, boolean quick) {
    private static final int ITERATIONS = 3;
    private static final int FEW = 2;
    private static final int BRIEF = 4;

    public Settings {
        if (rounds < 1) {
            throw new IllegalArgumentException("forks must be at least 1, was " + rounds);
        }
        if (!(seconds > 0 && seconds <= 3_600)) {
            throw new IllegalArgumentException("seconds must be more than 0 and at most 3600, was " + seconds);
        }
    }

    /** Answers what is used where nothing else is asked for. */
    static Settings standard(boolean quick) {
        return quick ? new Settings(1, 0.2, true) : new Settings(3, 1.2, false);
    }

    /** Answers into how many iterations the time is divided, for warming up and for measuring alike. */
    int iterations(Question question) {
        if (question.few()) {
            return quick ? 1 : FEW;
        }
        return ITERATIONS;
    }

    /** Answers how long an iteration lasts; one of a question with few operations has a single one, however long that is. */
    long iterationMillis(Question question) {
        if (question.few()) {
            return 1;
        }
        double millis = seconds * 1_000 / ITERATIONS;
        return Math.max(1, Math.round(question.brief() ? millis / BRIEF : millis));
    }
}
