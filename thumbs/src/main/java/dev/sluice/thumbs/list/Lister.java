package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.RawPath;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.file.RunStoppedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists all inputs of a run, each by its source, and those that a list on standard input names.
 *
 * <p>A lister is used by one thread.
 */
public final class Lister {
    /** The input that stands for a list of inputs on standard input. */
    public static final String STANDARD_INPUT = "-";

    /** How a list of inputs is divided. */
    public enum Separator {
        /** Each line is an input; blank lines are passed over. */
        LINE('\n'),
        /** A zero byte ends each input, as {@code find -print0} writes it: the one byte that no path has. */
        ZERO('\0');

        private final int end;

        Separator(char end) {
            this.end = end;
        }
    }

    private static final String BUCKET = "s3://";

    private final Sources sources;
    private final InputStream standardInput;
    private final Separator separator;

    /**
     * Creates a lister.
     *
     * @param sources makes the sources
     * @param standardInput where {@code -} reads its list
     * @param separator how that is divided
     */
    public Lister(Sources sources, InputStream standardInput, Separator separator) {
        this.sources = sources;
        this.standardInput = new BufferedInputStream(standardInput);
        this.separator = separator;
    }

    /**
     * Lists all inputs, in their order.
     *
     * @param inputs files, folders, addresses of buckets, or {@code -}
     * @param finds takes what is found
     * @throws RunStoppedException if a bucket can't be listed at all
     * @throws InterruptedException if the thread is interrupted
     */
    public void list(List<String> inputs, Finds finds) throws RunStoppedException, InterruptedException {
        for (String input : inputs) {
            if (input.equals(STANDARD_INPUT)) {
                listStandardInput(finds);
            } else {
                sources.of(input).list(finds);
            }
        }
    }

    private void listStandardInput(Finds finds) throws RunStoppedException, InterruptedException {
        try {
            for (byte[] entry = next(); entry != null; entry = next()) {
                listEntry(entry, finds);
            }
        } catch (InterruptedIOException _) {
            throw new InterruptedException();
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            finds.failed("standard input", Reasons.of(e));
        }
    }

    /** A path of the list is taken as the bytes that it is, so it can name all files, whatever the locale. */
    private void listEntry(byte[] entry, Finds finds) throws RunStoppedException, InterruptedException {
        var text = new String(entry, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return;
        }
        Source source;
        try {
            source = text.startsWith(BUCKET) ? sources.of(text) : sources.of(RawPath.of(entry));
        } catch (IllegalArgumentException e) {
            finds.failed(text, "isn't a path: " + Reasons.of(e));
            return;
        }
        source.list(finds);
    }

    private byte @Nullable [] next() throws IOException {
        var entry = new ByteArrayOutputStream();
        int b = standardInput.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != separator.end; b = standardInput.read()) {
            entry.write(b);
        }
        byte[] bytes = entry.toByteArray();
        boolean isWindowsLine = separator == Separator.LINE && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return isWindowsLine ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}
