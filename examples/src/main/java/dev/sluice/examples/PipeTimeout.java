package dev.sluice.examples;

import com.fasterxml.jackson.core.JsonFactory;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.io.Pipe;
import java.io.IOException;
import java.time.Duration;

/**
 * A reader that has stopped reading would hold its writer for ever. A deadline ends the write, and the reader learns
 * why.
 */
final class PipeTimeout {
    private static final JsonFactory JSON = new JsonFactory();

    private PipeTimeout() {}

    public static void main(String... args) throws InterruptedException {
        var pipe = Pipe.named("events").unbuffered();
        try (var scope = Scope.open().named("main")) {
            Task<?> writer = scope.go("writer", () -> writeInTime(pipe));
            try (var json = JSON.createParser(pipe.input())) {
                IO.println("the reader has read " + json.nextToken() + ", and does something else");
                writer.await();
                while (json.nextToken() != null) {
                    // reads on
                }
            } catch (IOException e) {
                IO.println("the reader: " + e.getMessage());
            }
        }
    }

    private static void writeInTime(Pipe pipe) throws IOException, InterruptedException {
        try (var scope = Scope.open().named("export").deadline(Duration.ofMillis(250))) {
            scope.go(
                    "write",
                    () -> pipe.output().writeAndClose(out -> JSON.createGenerator(out), json -> {
                        json.writeStartArray();
                        for (long id = 0; ; id++) {
                            Event.number(id).writeTo(json);
                        }
                    }));
            scope.join(IOException.class);
        } catch (DeadlineExceededException e) {
            IO.println("the writer: " + e.getMessage());
        }
    }
}
