package dev.sluice.examples;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.flow.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts what is in the access log of a web server, of any size: one goroutine reads, and each processor parses batches of lines. */
final class LogReport {
    private static final int BATCH = 1_000;
    private static final Pattern LINE =
            Pattern.compile("\\S+ \\S+ \\S+ \\[[^]]*] \"[^\"]*\" (?<status>[1-5]\\d\\d) (?<bytes>\\d+|-).*");

    /** What some lines add up to. */
    record Report(long requests, long failed, long bytes, long unreadable) {
        static final Report NOTHING = new Report(0, 0, 0, 0);
        static final Report UNREADABLE = new Report(0, 0, 0, 1);

        Report plus(Report other) {
            return new Report(
                    requests + other.requests,
                    failed + other.failed,
                    bytes + other.bytes,
                    unreadable + other.unreadable);
        }
    }

    private LogReport() {}

    public static void main(String... args) throws IOException, InterruptedException {
        if (args.length == 2) {
            make(Path.of(args[0]), Long.parseLong(args[1]));
        } else if (args.length == 1) {
            print(read(Path.of(args[0])));
        } else {
            Path log = Files.createTempFile("access", ".log");
            try {
                make(log, 100_000);
                print(read(log));
            } finally {
                Files.delete(log);
            }
        }
    }

    static Report read(Path log) throws IOException, InterruptedException {
        return Pipeline.lines(log, StandardCharsets.ISO_8859_1)
                .batch(BATCH)
                .map("parse", workers(Runtime.getRuntime().availableProcessors()), LogReport::parse)
                .reduce(Report.NOTHING, Report::plus)
                .run(IOException.class);
    }

    private static Report parse(List<String> lines) {
        return lines.stream().map(LogReport::parse).reduce(Report.NOTHING, Report::plus);
    }

    private static Report parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            return Report.UNREADABLE;
        }
        boolean isFailed = match.group("status").startsWith("5");
        String bytes = match.group("bytes");
        return new Report(1, isFailed ? 1 : 0, bytes.equals("-") ? 0 : Long.parseLong(bytes), 0);
    }

    private static void print(Report report) {
        IO.println(report.requests() + " requests, " + report.failed() + " failed, " + report.bytes() + " bytes, "
                + report.unreadable() + " unreadable lines");
    }

    /** Makes a log to try this with; every thousandth request has failed, and a line was cut off at the end. */
    private static void make(Path log, long lines) throws IOException {
        try (var out = Files.newBufferedWriter(log)) {
            for (long line = 1; line <= lines; line++) {
                out.write("192.0.2." + line % 256 + " - - [01/Nov/2026:10:00:00 +0000] \"GET /page/" + line
                        + " HTTP/1.1\" " + (line % 1_000 == 0 ? 500 : 200) + " " + line % 5_000 + "\n");
            }
            out.write("192.0.2.1 - - [01/Nov");
        }
    }
}
