package dev.sluice.observe.live;

import dev.sluice.Sluice;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.JsonText;

/** The program that the page runs in. */
public final class ThisProgram implements Source {
    /** How many frames of a stack are shown. */
    public static final int FRAMES = 100;

    /** Creates a source. */
    public ThisProgram() {}

    @Override
    public String program() {
        var json = new JsonText();
        ProcessHandle.Info process = ProcessHandle.current().info();
        Runtime runtime = Runtime.getRuntime();
        return json.object(() -> {
                    json.field("name", mainOf(System.getProperty("sun.java.command", "")));
                    json.field("pid", ProcessHandle.current().pid());
                    json.field("java", System.getProperty("java.version"));
                    process.startInstant().ifPresent(start -> json.field("startedAt", start.toString()));
                    json.field("processors", runtime.availableProcessors());
                    process.totalCpuDuration().ifPresent(cpu -> json.field("cpu", cpu));
                    json.field("heapUsed", runtime.totalMemory() - runtime.freeMemory());
                    json.field("heapMax", runtime.maxMemory());
                })
                .toString();
    }

    /**
     * Returns the class or the jar that a command line begins with, without its folder. The arguments stay away from the page, since they
     * may hold secrets.
     *
     * @param command the command line, without Java and its options
     * @return a name to be shown
     */
    public static String mainOf(String command) {
        return command.replaceFirst("\\s.*", "").replaceFirst("^.*[/\\\\]", "");
    }

    @Override
    public String digest() {
        return Sluice.snapshot().toDigest();
    }

    @Override
    public String goroutine(long threadId) {
        return Sluice.goroutine(threadId, FRAMES).map(GoroutineState::toJson).orElse("");
    }

    @Override
    public String members(String scope, String group, String startedAt, int from) {
        return Sluice.snapshot().members(scope, group, startedAt, from);
    }

    @Override
    public String search(String text, int from) {
        return Sluice.snapshot().search(text, from);
    }
}
