package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LeakCheck // fails a test that leaves a goroutine, a scope or a timer behind
class DuplicatesTest {
    @Test
    void finds_files_with_the_same_content(@TempDir Path folder) throws Exception {
        Path first = Files.writeString(folder.resolve("first.txt"), "the same");
        Path second = Files.writeString(folder.resolve("second.txt"), "the same");
        Path other = Files.writeString(folder.resolve("other.txt"), "something else");

        var report = Duplicates.find(Stream.of(second, other, first));

        assertEquals(List.of(List.of(first, second)), report.duplicates());
    }

    @Test
    void goes_on_after_a_file_that_cannot_be_read(@TempDir Path folder) throws Exception {
        Path first = Files.writeString(folder.resolve("first.txt"), "the same");
        Path second = Files.writeString(folder.resolve("second.txt"), "the same");
        Path missing = folder.resolve("missing.txt");

        var report = Duplicates.find(Stream.of(first, missing, second));

        assertEquals(List.of(List.of(first, second)), report.duplicates());
        assertEquals(missing, report.unreadable().getFirst().item());
        assertEquals(
                NoSuchFileException.class,
                report.unreadable().getFirst().failure().getClass());
    }
}
