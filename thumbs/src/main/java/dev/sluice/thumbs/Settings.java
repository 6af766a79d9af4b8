package dev.sluice.thumbs;

import dev.sluice.remote.ClusterOptions;
import dev.sluice.thumbs.image.Spec;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants done.
 *
 * @param places where photos come from, and where thumbnails go
 * @param spec the thumbnails to make of each photo
 * @param leastWorkers the least number of photos to decode at once
 * @param mostWorkers the largest number
 * @param timePerImage how long a photo may be decoded
 * @param force whether to make thumbnails that are up to date as well
 * @param dryRun whether only to say what would be made
 * @param telling what is said about the run
 * @param nats where workers get photos to make the thumbnails, or null to make them here
 */
record Settings(
        Places places,
        Spec spec,
        int leastWorkers,
        int mostWorkers,
        Duration timePerImage,
        boolean force,
        boolean dryRun,
        Telling telling,
        @Nullable ClusterOptions nats) {
    /**
     * What is said about the run.
     *
     * @param report where to write a JSON report, or null for none
     * @param jsonLines whether standard output is lines of JSON
     * @param progress whether to show the progress
     * @param gallery whether to make a page of the thumbnails
     * @param live the port of the live page on this machine, or null for none
     */
    record Telling(
            @Nullable Path report,
            boolean jsonLines,
            boolean progress,
            boolean gallery,
            @Nullable Integer live) {}
}
