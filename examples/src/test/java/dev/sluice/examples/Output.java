package dev.sluice.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a program prints while this is open. */
final class Output implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream before = System.out;

    private Output() {
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    static Output capture() {
        return new Output();
    }

    /** Runs an example by its name, as the command line does; answers what it prints. */
    static String of(String name, String... args) throws Exception {
        try (var output = capture()) {
            Examples.find(name).orElseThrow().run(args);
            return output.text();
        }
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
