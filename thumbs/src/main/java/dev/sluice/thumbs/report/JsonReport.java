package dev.sluice.thumbs.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.flow.StageProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report as JSON, for programs to read: what failed, what was made, and the numbers.
 *
 * <p>Failures are written as they happen, and what was made goes to a temporary file until the end, so none of it is kept in
 * memory. Where the report can't be written, the run goes on, and {@link #finish} says why.
 *
 * <p>One thread at a time may use it.
 */
public final class JsonReport implements Journal.Listener, AutoCloseable {
    /** What the first field of each report says. */
    static final String KIND = "sluice thumbs";

    private final ReportFile file;
    private final JsonGenerator json;
    private final String madeName;
    private final Path madeFile;
    private final JsonGenerator made;
    private @Nullable IOException failure;

    private JsonReport(ReportFile file, JsonGenerator json, String madeName, Path madeFile, JsonGenerator made) {
        this.file = file;
        this.json = json;
        this.madeName = madeName;
        this.madeFile = madeFile;
        this.made = made;
    }

    /**
     * Begins a report.
     *
     * @param named where it will be: a file, a device or a pipe
     * @param dryRun whether thumbnails are only planned
     * @return the report, to be finished and closed
     * @throws IOException if it can't be written there, or something stands there that isn't a report
     */
    public static JsonReport open(Path named, boolean dryRun) throws IOException {
        ReportFile file = ReportFile.open(named);
        Path madeFile = null;
        boolean opened = false;
        try {
            madeFile = Files.createTempFile("sluice-report", ".json");
            JsonGenerator json = generator(file.out());
            JsonGenerator made = generator(Files.newOutputStream(madeFile));
            json.writeStartObject();
            json.writeStringField("report", KIND);
            json.writeArrayFieldStart("failed");
            made.writeStartArray();
            opened = true;
            return new JsonReport(file, json, dryRun ? "planned" : "made", madeFile, made);
        } finally {
            if (!opened) {
                file.close();
                if (madeFile != null) {
                    Files.deleteIfExists(madeFile);
                }
            }
        }
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        return new JsonFactory().createGenerator(out, JsonEncoding.UTF8).useDefaultPrettyPrinter();
    }

    @Override
    public void failed(String photo, String reason) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("file", photo);
            json.writeStringField("error", reason);
            json.writeEndObject();
        });
    }

    @Override
    public void made(Journal.Made entry) {
        writeThumbnails(entry.photo(), entry.thumbnails(), entry.ofPreview());
    }

    @Override
    public void planned(String photo, List<String> thumbnails) {
        writeThumbnails(photo, thumbnails, false);
    }

    private void writeThumbnails(String photo, List<String> thumbnails, boolean ofPreview) {
        write(() -> {
            made.writeStartObject();
            made.writeStringField("file", photo);
            made.writeArrayFieldStart("thumbnails");
            for (String thumbnail : thumbnails) {
                made.writeString(thumbnail);
            }
            made.writeEndArray();
            if (ofPreview) {
                made.writeBooleanField("ofPreview", true);
            }
            made.writeEndObject();
        });
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing entry) {
        if (failure != null) {
            return;
        }
        try {
            entry.run();
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * Writes the rest, and gives the file its name.
     *
     * @param state what the run has done
     * @param end why the run has ended
     * @throws IOException if any part of the report couldn't be written; then there is none
     */
    public void finish(State state, End end) throws IOException {
        if (failure != null) {
            throw failure;
        }
        Counts counts = state.counts();
        json.writeEndArray();
        writeMade();
        json.writeNumberField("files", counts.files());
        json.writeNumberField("ok", counts.ok());
        json.writeNumberField("skipped", counts.skipped());
        json.writeNumberField("passedOver", counts.passedOver());
        json.writeNumberField("notDone", state.notDone());
        json.writeNumberField("bytesIn", counts.bytesIn());
        json.writeNumberField("bytesOut", counts.bytesOut());
        json.writeNumberField("seconds", seconds(state.elapsed()));
        json.writeBooleanField("complete", end.isComplete());
        json.writeBooleanField("interrupted", end.interrupted());
        json.writeStringField("stopped", end.reason());
        json.writeArrayFieldStart("stages");
        for (StageProgress stage : state.stages()) {
            write(json, stage);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        file.finish();
    }

    private void writeMade() throws IOException {
        made.close();
        json.writeFieldName(madeName);
        json.writeRawValue("");
        json.flush();
        Files.copy(madeFile, file.out());
    }

    /** Deletes what of a report was not finished. */
    @Override
    public void close() {
        try (file;
                json;
                made) {
            Files.deleteIfExists(madeFile);
        } catch (IOException _) {
            // What couldn't be written was told by finish, and is of no use now.
        }
    }

    /** Writes what a stage did; seconds are summed over its workers. */
    static void write(JsonGenerator json, StageProgress stage) throws IOException {
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

    static double seconds(Duration time) {
        return rounded(time.toNanos() / 1e9);
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
