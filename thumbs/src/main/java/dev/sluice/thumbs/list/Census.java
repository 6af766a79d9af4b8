package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.RunStoppedException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts the files below the inputs ahead of the work, so that the progress can say how much is left.
 *
 * <p>The pipeline can't tell: its bounded channels hold the listing back until the end is near. So the folders are read a
 * second time, without looking into a file. The count is no promise, since files come and go.
 */
public final class Census {
    private final Sources sources;
    private final List<String> inputs;
    private volatile OptionalLong total = OptionalLong.empty();

    /**
     * Creates a census.
     *
     * @param sources makes the sources
     * @param inputs files, folders, addresses of buckets, or {@code -}
     */
    public Census(Sources sources, List<String> inputs) {
        this.sources = sources;
        this.inputs = List.copyOf(inputs);
    }

    /**
     * Counts, unless one of the inputs is a list on standard input, which can be read only once.
     *
     * @throws InterruptedException if the thread is interrupted; then there is no total
     */
    public void take() throws InterruptedException {
        if (inputs.contains(Lister.STANDARD_INPUT)) {
            return;
        }
        var counting = new Counting();
        try {
            new Lister(sources, InputStream.nullInputStream(), Lister.Separator.LINE).list(inputs, counting);
            total = OptionalLong.of(counting.counted);
        } catch (RunStoppedException _) {
            // The listing of the run has the same failure, and tells of it.
        }
    }

    /**
     * Returns the number of files.
     *
     * @return the number, once all are counted
     */
    public OptionalLong total() {
        return total;
    }

    private static final class Counting implements Finds {
        private long counted;

        @Override
        public void found(Candidate candidate) {
            counted++;
        }

        @Override
        public void failed(String place, String reason) {
            counted++;
        }
    }
}
