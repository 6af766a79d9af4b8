package dev.sluice.examples;

import com.fasterxml.jackson.core.JsonFactory;
import dev.sluice.Scope;
import dev.sluice.io.Pipe;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * JSON that is compressed on its way. The compressor writes its last bytes when it is closed, and must only do so if
 * all is well.
 */
final class PipeGzip {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int NEVER = -1;

    private PipeGzip() {}

    public static void main(String... args) throws IOException, InterruptedException {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        IO.println("sum of all values: " + sendAndReceive(events, NEVER));
        try {
            sendAndReceive(events, events / 2);
        } catch (IOException e) {
            IO.println("the reader isn't deceived: " + e.getMessage());
        }
    }

    static long sendAndReceive(int events, int failsAt) throws IOException, InterruptedException {
        var pipe = Pipe.named("events").unbuffered();
        try (var scope = Scope.open().collectAll()) { // a failure goes through the pipe
            scope.go(
                    "write",
                    () -> pipe.output().writeAndClose(out -> JSON.createGenerator(new GZIPOutputStream(out)), json -> {
                        json.writeStartArray();
                        for (int id = 0; id < events; id++) {
                            if (id == failsAt) {
                                throw new IOException("the database is gone");
                            }
                            Event.number(id).writeTo(json);
                        }
                        json.writeEndArray();
                    }));
            try (var json = JSON.createParser(new GZIPInputStream(pipe.input()))) {
                return Event.sumOfValues(json, _ -> {});
            }
        }
    }
}
