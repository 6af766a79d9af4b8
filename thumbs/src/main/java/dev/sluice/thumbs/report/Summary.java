package dev.sluice.thumbs.report;

import dev.sluice.thumbs.file.Printable;
import java.time.Duration;

/** Says at the end what a run has done, in a line or two. */
public final class Summary {
    private Summary() {}

    /**
     * Answers the summary of a run.
     *
     * @param state what the run has done
     * @param end why it has ended
     * @param out where the thumbnails are
     * @param dryRun whether nothing was written
     * @return one or two lines
     */
    public static String of(State state, End end, Object out, boolean dryRun) {
        Counts counts = state.counts();
        Duration elapsed = state.elapsed();
        if (counts.files() == 0 && end.isComplete()) {
            return "No photos found among " + Figures.count(counts.seen(), "file") + ".";
        }
        var text = new StringBuilder(Figures.count(counts.files(), "photo"))
                .append(": ")
                .append(counts.ok())
                .append(dryRun ? " to make, " : " made, ")
                .append(counts.skipped())
                .append(" up to date, ")
                .append(counts.failed())
                .append(" failed");
        if (!end.isComplete()) {
            text.append(", ").append(Figures.count(state.notDone(), "file")).append(" not done");
        }
        text.append("; ").append(Figures.time(elapsed));
        if (!dryRun && counts.ok() > 0 && elapsed.isPositive()) {
            text.append(" (")
                    .append(Figures.perSecond(counts.ok() * 1e9 / elapsed.toNanos()))
                    .append("), ");
            text.append(Figures.bytes(counts.bytesIn())).append(" in, ");
            text.append(Figures.bytes(counts.bytesOut())).append(" out");
        }
        text.append('.');
        if (!dryRun && counts.ok() + counts.skipped() > 0) {
            text.append(System.lineSeparator()).append("Look at them in ").append(Printable.of(out));
        }
        return text.toString();
    }
}
