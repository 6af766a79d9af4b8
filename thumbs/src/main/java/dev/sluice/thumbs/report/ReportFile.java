package dev.sluice.thumbs.report;

import dev.sluice.thumbs.file.PartFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where a report is written. A file gets its name when it is whole, and replaces an earlier report or an empty file and nothing
 * else. A device or a pipe is written as it is, and stays what it is.
 */
final class ReportFile implements AutoCloseable {
    /** How each report begins, once white space is taken out. */
    private static final String BEGINNING = "{\"report\":\"" + JsonReport.KIND + "\"";

    private static final int LONGEST_BEGINNING = 4 * BEGINNING.length();

    private final Path file;
    private final @Nullable Path part;
    private final OutputStream out;

    private ReportFile(Path file, @Nullable Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
    }

    /**
     * Opens a place for a report.
     *
     * @param named what the user has named: a file that is or isn't there, a link to one, a device or a pipe
     * @throws IOException if it is something else, or can't be written
     */
    static ReportFile open(Path named) throws IOException {
        BasicFileAttributes there = attributes(named);
        if (there != null && there.isDirectory()) {
            throw new IOException("a folder stands where a file is needed");
        }
        if (there != null && there.isOther()) {
            return new ReportFile(named, null, Files.newOutputStream(named, StandardOpenOption.WRITE));
        }
        Path file = there == null ? named : named.toRealPath();
        requireReplaceable(file);
        Path folder = file.toAbsolutePath().getParent();
        Path part = PartFile.ofThisRun().in(folder == null ? Path.of("") : folder);
        return new ReportFile(file, part, Files.newOutputStream(part));
    }

    OutputStream out() {
        return out;
    }

    /** Gives the file its name; {@link #out} has been closed. */
    void finish() throws IOException {
        if (part != null) {
            requireReplaceable(file); // it may have come meanwhile
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes what was not finished. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void requireReplaceable(Path file) throws IOException {
        BasicFileAttributes there = attributes(file);
        if (there == null || there.size() == 0) {
            return;
        }
        try (var in = Files.newInputStream(file)) {
            String beginning = new String(in.readNBytes(LONGEST_BEGINNING), StandardCharsets.UTF_8);
            if (!beginning.replaceAll("\\s", "").startsWith(BEGINNING.replaceAll("\\s", ""))) {
                throw new IOException(
                        "the file exists and isn't a report of this program; name another one with --report");
            }
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException _) {
            return null;
        }
    }
}
