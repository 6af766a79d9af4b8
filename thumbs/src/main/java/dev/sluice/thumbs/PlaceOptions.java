package dev.sluice.thumbs;

import dev.sluice.thumbs.bucket.Endpoint;
import dev.sluice.thumbs.list.Lister.Separator;
import dev.sluice.thumbs.list.Selection;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which photos to take and where from, and what becomes of the thumbnails of photos that are gone. */
final class PlaceOptions {
    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description =
                    "Leave out files and folders of this name, or path below the input if it has a slash. Repeatable.")
    private List<String> excludes = List.of();

    @Option(names = "--hidden", description = "Include hidden folders and @eaDir.")
    private boolean hidden;

    @Option(
            names = {"-0", "--null"},
            description = "In a list, each path ends with a zero byte, as find -print0 writes it.")
    private boolean byZeros;

    @Option(
            names = "--delete-orphans",
            description = "Delete the thumbnails of photos that no longer exist; with --dry-run, list them.")
    private boolean deleteOrphans;

    @Option(names = "--watch", description = "Keep running, and follow new, changed and removed photos.")
    private boolean watch;

    @Option(names = "--endpoint", paramLabel = "URL", description = "The endpoint of the s3:// buckets. Default: AWS.")
    private @Nullable URI endpoint;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "The region of the buckets. Default: that of the environment.")
    private @Nullable String region;

    @Option(
            names = "--max-requests-per-second",
            paramLabel = "N",
            description = "The most requests per second to the endpoint. Default: no limit.")
    private double requestsPerSecond;

    /**
     * Returns the places of a run.
     *
     * @param inputs the inputs
     * @param out the output
     * @return the places
     * @throws IllegalArgumentException if they make no sense; the message says which
     */
    Places places(List<String> inputs, String out) {
        require(
                endpoint == null || List.of("http", "https").contains(String.valueOf(endpoint.getScheme())),
                "--endpoint must be a URL as in https://s3.example.com, was " + endpoint);
        require(
                requestsPerSecond >= 0 && requestsPerSecond < 1e6,
                "--max-requests-per-second must be from 0 to 1000000, was " + requestsPerSecond);
        Selection selection;
        try {
            selection = new Selection(hidden, excludes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--exclude " + e.getMessage(), e);
        }
        return new Places(
                inputs,
                out,
                selection,
                byZeros ? Separator.ZERO : Separator.LINE,
                Endpoint.Options.of(endpoint, region, requestsPerSecond),
                deleteOrphans,
                watch);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
