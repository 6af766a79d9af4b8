package dev.sluice.thumbs.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.flow.StageProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The run as lines of JSON on standard output, for programs that look on: one for each file, one for the progress every second,
 * and one at the end. Each has an {@code event}.
 *
 * <p>It is safe for use by any number of threads.
 */
public final class JsonLines implements Journal.Listener {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JsonFactory factory = new JsonFactory();
    private final PrintStream out;
    private final Pace pace = new Pace();

    /**
     * Creates them.
     *
     * @param out where the lines go
     */
    public JsonLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void made(Journal.Made made) {
        line("made", json -> {
            writePlaces(json, made.photo(), made.thumbnails());
            json.writeNumberField("bytesIn", made.photoBytes());
            json.writeNumberField("bytesOut", made.thumbnailBytes());
            if (made.ofPreview()) {
                json.writeBooleanField("ofPreview", true);
            }
        });
    }

    @Override
    public void planned(String photo, List<String> thumbnails) {
        line("planned", json -> writePlaces(json, photo, thumbnails));
    }

    private static void writePlaces(JsonGenerator json, String photo, List<String> thumbnails) throws IOException {
        json.writeStringField("file", photo);
        json.writeArrayFieldStart("thumbnails");
        for (String thumbnail : thumbnails) {
            json.writeString(thumbnail);
        }
        json.writeEndArray();
    }

    @Override
    public void upToDate(String photo) {
        line("upToDate", json -> json.writeStringField("file", photo));
    }

    @Override
    public void orphan(String thumbnail, boolean deleted) {
        line(deleted ? "deleted" : "toDelete", json -> json.writeStringField("thumbnail", thumbnail));
    }

    @Override
    public void failed(String file, String reason) {
        line("failed", json -> {
            json.writeStringField("file", file);
            json.writeStringField("error", reason);
        });
    }

    /**
     * Writes the progress every second until the run is over; by one goroutine.
     *
     * @param state how far the run has come
     * @param over is closed when it is over; nothing is sent on it
     * @throws InterruptedException if the thread is interrupted
     */
    public void showUntil(Supplier<State> state, ReceiveChannel<?> over) throws InterruptedException {
        while (over.receive(PAUSE) instanceof Received.Empty) {
            progress(state.get());
        }
    }

    private void progress(State state) {
        Pace.Latest latest = pace.at(state);
        line("progress", json -> {
            writeCounts(json, state);
            json.writeNumberField("perSecond", JsonReport.rounded(latest.perSecond()));
            if (latest.left().isPresent()) {
                json.writeNumberField("secondsLeft", latest.left().get().toSeconds());
            }
            if (latest.bottleneck().isPresent()) {
                json.writeStringField("heldUpBy", latest.bottleneck().get().name());
            }
            json.writeObjectFieldStart("workers");
            for (StageProgress stage : latest.stages()) {
                json.writeNumberField(stage.name(), stage.workers());
            }
            json.writeEndObject();
        });
    }

    /**
     * Writes the last line.
     *
     * @param state what the run has done
     * @param end why it has ended
     */
    public void end(State state, End end) {
        line("end", json -> {
            writeCounts(json, state);
            json.writeNumberField("bytesIn", state.counts().bytesIn());
            json.writeNumberField("bytesOut", state.counts().bytesOut());
            json.writeBooleanField("complete", end.isComplete());
            json.writeStringField("stopped", end.reason());
            json.writeArrayFieldStart("stages");
            for (StageProgress stage : state.stages()) {
                JsonReport.write(json, stage);
            }
            json.writeEndArray();
        });
    }

    private static void writeCounts(JsonGenerator json, State state) throws IOException {
        Counts counts = state.counts();
        json.writeNumberField("seconds", JsonReport.seconds(state.elapsed()));
        json.writeNumberField("made", counts.ok());
        json.writeNumberField("upToDate", counts.skipped());
        json.writeNumberField("failed", counts.failed());
        json.writeNumberField("passedOver", counts.passedOver());
        if (state.total().isPresent()) {
            json.writeNumberField("notDone", state.notDone());
        }
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private void line(String event, Fields fields) {
        var text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("event", event);
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a line can't be put together", e);
        }
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }
}
