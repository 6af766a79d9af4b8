package dev.sluice.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What processes have done: a file of lines for each, which survives their end. */
record Notes(Path folder) {
    void add(String line) throws IOException {
        Files.writeString(
                folder.resolve(ProcessHandle.current().pid() + ".log"),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Returns all lines that are whole, of all processes. */
    List<String> all() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                lines.addAll(
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
            }
            return lines;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Set<String> distinct() {
        return new TreeSet<>(all());
    }
}
