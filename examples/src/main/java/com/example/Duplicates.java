package com.example;

import static dev.sluice.flow.Workers.workers;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Finds the files in a folder that have the same content. */
public final class Duplicates {
    /** Lists of files with the same content, and the files that could not be read. */
    record Report(List<List<Path>> duplicates, List<FailedItem> unreadable) {}

    private record Digest(String sha256, Path file) {}

    private Duplicates() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(Path.of(args.length > 0 ? args[0] : "."))) {
            Report report = find(files.filter(Files::isRegularFile));
            report.duplicates().forEach(IO::println);
            report.unreadable().forEach(failed -> IO.println("unreadable: " + failed.failure()));
        }
    }

    static Report find(Stream<Path> files) throws InterruptedException {
        var unreadable = new ConcurrentLinkedQueue<FailedItem>();
        Map<String, List<Path>> byDigest = Pipeline.from(files)
                .map("digest", workers(4), Duplicates::digest)
                .deadLetter(IOException.class, unreadable::add)
                .collect(groupingBy(Digest::sha256, TreeMap::new, mapping(Digest::file, toList())))
                .run();
        List<List<Path>> duplicates = byDigest.values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> same.stream().sorted().toList())
                .toList();
        return new Report(duplicates, List.copyOf(unreadable));
    }

    private static Digest digest(Path file) throws IOException, NoSuchAlgorithmException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new Digest(HexFormat.of().formatHex(sha256.digest()), file);
    }
}
