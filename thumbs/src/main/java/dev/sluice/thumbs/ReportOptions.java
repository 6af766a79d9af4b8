package dev.sluice.thumbs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a run tells what it does. */
final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report as JSON. Only an earlier report is replaced.")
    private @Nullable Path report;

    @Option(names = "--json-lines", description = "Say on standard output what happens, as a line of JSON each.")
    private boolean jsonLines;

    @Option(names = "--no-progress", description = "Don't show the progress.")
    private boolean noProgress;

    @Option(names = "--gallery", description = "Make a page of the thumbnails: DIR/index.html.")
    private boolean gallery;

    Settings.Telling telling() {
        return new Settings.Telling(report, jsonLines, !noProgress, gallery);
    }
}
