package dev.sluice.thumbs;

import dev.sluice.Context;
import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.report.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Runs the program within the test, and keeps what it says. */
final class Program {
    private final Backend backend;
    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    private int status = -1;

    Program(Backend backend) {
        this.backend = backend;
    }

    static Program run(Object... arguments) {
        return new Program(new FakeBackend()).with(arguments);
    }

    Program input(String lines) {
        in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Program printingTo(PrintStream stream) {
        printed = stream;
        return this;
    }

    Program with(Object... arguments) {
        try (Context context = Context.background().withCancel()) {
            return with(context, arguments);
        }
    }

    Program with(Context context, Object... arguments) {
        var console = new Console(in, printed, new PrintStream(err, true, StandardCharsets.UTF_8), Terminal.NONE);
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        status = Thumbs.execute(context, backend, console, words);
        return this;
    }

    int status() {
        return status;
    }

    /** What it said on standard output. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it said on standard error. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    List<String> errLines() {
        return err().lines().toList();
    }
}
