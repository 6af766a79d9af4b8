package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.PartFile;
import dev.sluice.thumbs.file.Reasons;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Lists the files below the inputs, in the order in which the file system hands them out.
 *
 * <p>Nothing is sorted or remembered, so the first file is handed on at once, and a folder of a million files takes no more
 * memory than one of ten; what is held is one open folder for each level of depth.
 *
 * <ul>
 *   <li>A link to a file is that file, under the link's name.
 *   <li>A link to a folder is followed where it is named as an input. Further down it is passed over and counted, so a cycle
 *       of links can't be entered and nothing is listed twice.
 *   <li>The output folder is passed over, wherever it turns up. So are this program's temporary files, and the {@code ._}
 *       files that macOS leaves beside photos on foreign disks.
 * </ul>
 *
 * <p>A lister is used by one thread.
 */
public final class Lister {
    /** The input that stands for a list of inputs on standard input. */
    public static final String STANDARD_INPUT = "-";

    /** Takes what is found. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes a file, waiting until there is room for it.
         *
         * @param candidate the file
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        void accept(Candidate candidate) throws InterruptedException;
    }

    /** Hears of what can't be listed. */
    @FunctionalInterface
    public interface Failures {
        /**
         * Hears of a file or a folder that can't be read.
         *
         * @param file the file or folder
         * @param reason why not, in words
         * @throws InterruptedException if the thread is interrupted
         */
        void failed(Path file, String reason) throws InterruptedException;
    }

    private final Path out;
    private final InputStream standardInput;
    private final Sink sink;
    private final Failures failures;
    private long linkedFolders;

    /**
     * Creates a lister.
     *
     * @param out the output folder, which need not exist
     * @param standardInput where {@code -} reads its lines
     * @param sink takes the files
     * @param failures hears of what can't be read
     */
    public Lister(Path out, InputStream standardInput, Sink sink, Failures failures) {
        this.out = out;
        this.standardInput = standardInput;
        this.sink = sink;
        this.failures = failures;
    }

    /**
     * Lists all inputs, in their order.
     *
     * @param inputs files, folders, or {@code -}
     * @throws InterruptedException if the thread is interrupted
     */
    public void list(List<String> inputs) throws InterruptedException {
        for (String input : inputs) {
            if (input.equals(STANDARD_INPUT)) {
                listStandardInput();
            } else {
                listInput(input);
            }
        }
    }

    /**
     * Answers how many links to folders were passed over.
     *
     * @return the number so far
     */
    public long linkedFolders() {
        return linkedFolders;
    }

    private void listStandardInput() throws InterruptedException {
        var lines = new BufferedReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    listInput(line);
                }
            }
        } catch (InterruptedIOException _) {
            throw new InterruptedException();
        } catch (IOException e) {
            failures.failed(Path.of("standard input"), Reasons.of(e));
        }
    }

    private void listInput(String input) throws InterruptedException {
        Path file;
        try {
            file = Path.of(input);
        } catch (InvalidPathException e) {
            failures.failed(Path.of("input"), "isn't a path: " + e.getReason());
            return;
        }
        if (Files.isDirectory(file)) {
            walk(file, file.getFileSystem().getPath(""));
        } else {
            Path fileName = file.getFileName();
            sink.accept(new Candidate(file, fileName == null ? file : fileName, true));
        }
    }

    private void walk(Path folder, Path name) throws InterruptedException {
        try {
            if (isOut(folder)) {
                return;
            }
            try (var entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    visit(entry, name.resolve(entry.getFileName()));
                }
            }
        } catch (DirectoryIteratorException e) {
            failures.failed(folder, "can't be listed: " + Reasons.of(e.getCause()));
        } catch (NotDirectoryException e) {
            failures.failed(folder, "was a folder a moment ago, and isn't one any more");
        } catch (IOException e) {
            failures.failed(folder, "can't be listed: " + Reasons.of(e));
        }
    }

    private void visit(Path entry, Path name) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            failures.failed(entry, Reasons.of(e));
            return;
        }
        if (attributes.isDirectory()) {
            walk(entry, name);
        } else if (attributes.isSymbolicLink() && Files.isDirectory(entry)) {
            linkedFolders++;
        } else if (!isLitter(entry)) {
            sink.accept(new Candidate(entry, name, false));
        }
    }

    private boolean isOut(Path folder) throws IOException {
        return Files.exists(out) && Files.isSameFile(folder, out);
    }

    private static boolean isLitter(Path entry) {
        return entry.getFileName().toString().startsWith("._") || PartFile.isOne(entry);
    }
}
