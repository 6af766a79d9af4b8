package dev.sluice.examples;

import com.fasterxml.jackson.core.JsonFactory;
import dev.sluice.Scope;
import dev.sluice.io.Pipe;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** JSON that one goroutine writes and another reads. However much it is, a few kilobytes of it are in memory. */
final class PipeJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PipeJson() {}

    public static void main(String... args) throws IOException, InterruptedException {
        long count = 200_000;
        boolean asList = false;
        for (String arg : args) {
            if (arg.equals("--list")) {
                asList = true;
            } else {
                count = Long.parseLong(arg);
            }
        }
        Stream<Event> events = LongStream.range(0, count).mapToObj(Event::number);
        if (asList) {
            events = events.toList().stream();
        }
        var heap = new Heap();
        long every = Math.max(1, count / 4);
        long sum = sendAndReceive(events, read -> {
            if (read % every == 0) {
                heap.look();
            }
        });
        IO.println(count + " events" + (asList ? ", as a list first" : ""));
        IO.println("sum of their values: " + sum);
        IO.println("live heap, at most: " + heap.mostMegabytes() + " MB");
    }

    static long sendAndReceive(Stream<Event> events, LongConsumer progress) throws IOException, InterruptedException {
        var pipe = Pipe.named("events").unbuffered();
        try (var scope = Scope.open()) {
            scope.go(
                    "write",
                    () -> pipe.output().writeAndClose(out -> JSON.createGenerator(out), json -> {
                        json.writeStartArray();
                        for (Event event : (Iterable<Event>) events::iterator) {
                            event.writeTo(json); // waits while no reader reads
                        }
                        json.writeEndArray();
                    }));
            try (var json = JSON.createParser(pipe.input())) {
                return Event.sumOfValues(json, progress);
            }
        }
    }

    /** What is in use, without what the collector could take away. */
    private static final class Heap {
        private long most;

        void look() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
        }

        long mostMegabytes() {
            return most >> 20;
        }
    }
}
