package dev.sluice.thumbs.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.flow.StageProgress;
import dev.sluice.thumbs.file.PartFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report as JSON, for programs to read.
 *
 * <p>Failures are written as they happen, so none of them is kept in memory; they stand first, and the numbers after them.
 * The file gets its name when it is whole; until then it is a part file beside it. Where it can't be written, the run goes
 * on, and {@link #finish} says why.
 *
 * <p>One thread at a time may use it.
 */
public final class JsonReport implements Journal.FailureListener, AutoCloseable {
    private final Path file;
    private final Path part;
    private final JsonGenerator json;
    private @Nullable IOException failure;

    private JsonReport(Path file, Path part, JsonGenerator json) {
        this.file = file;
        this.part = part;
        this.json = json;
    }

    /**
     * Begins a report.
     *
     * @param file where it will be
     * @return the report, to be finished and closed
     * @throws IOException if a file can't be written there
     */
    public static JsonReport open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("a folder stands where a file is needed");
        }
        Path folder = file.toAbsolutePath().getParent();
        Path part = PartFile.ofThisRun().in(folder == null ? Path.of("") : folder);
        OutputStream bytes = Files.newOutputStream(part);
        var json = new JsonFactory().createGenerator(bytes, JsonEncoding.UTF8);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeArrayFieldStart("failed");
        return new JsonReport(file, part, json);
    }

    @Override
    public void failed(String photo, String reason) {
        if (failure != null) {
            return;
        }
        try {
            json.writeStartObject();
            json.writeStringField("file", photo.toString());
            json.writeStringField("error", reason);
            json.writeEndObject();
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Writes the numbers, and gives the file its name.
     *
     * @param counts what the run has done
     * @param elapsed how long it took
     * @param interrupted whether it was stopped before its end
     * @param stages what each stage did
     * @throws IOException if any part of the report couldn't be written; then there is none
     */
    public void finish(Counts counts, Duration elapsed, boolean interrupted, List<StageProgress> stages)
            throws IOException {
        if (failure != null) {
            throw failure;
        }
        json.writeEndArray();
        json.writeNumberField("files", counts.files());
        json.writeNumberField("ok", counts.ok());
        json.writeNumberField("skipped", counts.skipped());
        json.writeNumberField("bytesIn", counts.bytesIn());
        json.writeNumberField("bytesOut", counts.bytesOut());
        json.writeNumberField("seconds", seconds(elapsed));
        json.writeBooleanField("interrupted", interrupted);
        json.writeArrayFieldStart("stages");
        for (StageProgress stage : stages) {
            write(stage);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the part file of a report that was not finished. */
    @Override
    public void close() throws IOException {
        try {
            json.close();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(StageProgress stage) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", stage.name());
        json.writeNumberField("workers", stage.mostWorkers());
        json.writeNumberField("in", stage.in());
        json.writeNumberField("out", stage.out());
        json.writeNumberField("failed", stage.failed());
        json.writeNumberField("busySeconds", seconds(stage.busy()));
        json.writeNumberField("waitInSeconds", seconds(stage.waitingForInput()));
        json.writeNumberField("waitOutSeconds", seconds(stage.waitingForOutput()));
        json.writeNumberField("utilisation", rounded(stage.utilisation()));
        json.writeNumberField("queueMax", stage.queueHighWater());
        json.writeEndObject();
    }

    private static double seconds(Duration time) {
        return rounded(time.toNanos() / 1e9);
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
