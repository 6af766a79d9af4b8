package dev.sluice.thumbs.list;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts the files below the inputs ahead of the work, so that the progress can say how much is left.
 *
 * <p>The pipeline can't tell: its bounded channels hold the listing back until the end is near. So the folders are read a
 * second time, without looking into a file. The count is no promise, since files come and go.
 */
public final class Census {
    private final List<String> inputs;
    private final Path out;
    private long counted;
    private volatile OptionalLong total = OptionalLong.empty();

    /**
     * Creates a census.
     *
     * @param inputs files, folders, or {@code -}
     * @param out the output folder, which is left out
     */
    public Census(List<String> inputs, Path out) {
        this.inputs = List.copyOf(inputs);
        this.out = out;
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
        var lister = new Lister(out, InputStream.nullInputStream(), _ -> counted++, (_, _) -> counted++);
        lister.list(inputs);
        total = OptionalLong.of(counted);
    }

    /**
     * Answers the number of files.
     *
     * @return the number, once all are counted
     */
    public OptionalLong total() {
        return total;
    }
}
