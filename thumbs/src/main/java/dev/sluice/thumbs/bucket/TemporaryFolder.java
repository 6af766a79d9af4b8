package dev.sluice.thumbs.bucket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps photos from buckets while they are decoded, in a folder in the system's one for temporary files that only this user
 * can read. It is deleted at the end; one that a killed process has left is deleted by a later run, a day after.
 */
final class TemporaryFolder implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("sluice-thumbs-([0-9]+)-.*");
    private static final Duration LEFT_FOR = Duration.ofDays(1);

    private final Path folder;

    private TemporaryFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder, and deletes those that are left. */
    static TemporaryFolder create() throws IOException {
        Path folder = Files.createTempDirectory(
                "sluice-thumbs-" + ProcessHandle.current().pid() + "-");
        deleteLeft(folder.resolveSibling(""), Instant.now().minus(LEFT_FOR));
        return new TemporaryFolder(folder);
    }

    /** Makes an empty file. */
    Path file() throws IOException {
        return Files.createTempFile(folder, "", ".photo");
    }

    static void deleteLeft(Path parent, Instant before) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "sluice-thumbs-*")) {
            for (Path left : folders) {
                Matcher name = NAME.matcher(left.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.getLastModifiedTime(left).compareTo(FileTime.from(before)) < 0) {
                    delete(left);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + folder + " can't be deleted", e);
        }
    }
}
