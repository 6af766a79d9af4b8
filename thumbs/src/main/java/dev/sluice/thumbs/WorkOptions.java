package dev.sluice.thumbs;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say how the work is done. */
final class WorkOptions {
    private static final String AUTO = "auto";
    private static final int LONGEST_SECONDS = 86_400;

    @Option(
            names = "--workers",
            paramLabel = "auto|N",
            defaultValue = AUTO,
            description = "The number of photos to decode at once. Default: one for each processor, and up to twice as"
                    + " many where that makes more.")
    private String workers = AUTO;

    @Option(
            names = "--timeout-per-image",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Abandon a photo that takes longer to decode. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    /**
     * Returns the least number of photos to decode at once.
     *
     * @throws IllegalArgumentException if that makes no sense
     */
    int leastWorkers() {
        if (workers.equals(AUTO)) {
            return Runtime.getRuntime().availableProcessors();
        }
        int number = workers.matches("[0-9]{1,3}") ? Integer.parseInt(workers) : 0;
        if (number < 1) {
            throw new IllegalArgumentException("--workers must be auto, or a number from 1 to 999, was " + workers);
        }
        return number;
    }

    /** Returns the largest number; more than there are processors help where photos come slowly. */
    int mostWorkers() {
        return workers.equals(AUTO) ? 2 * leastWorkers() : leastWorkers();
    }

    /**
     * Returns how long a photo may be decoded.
     *
     * @throws IllegalArgumentException if that makes no sense
     */
    Duration timePerImage() {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    "--timeout-per-image must be from 1 to " + LONGEST_SECONDS + " seconds, was " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }
}
