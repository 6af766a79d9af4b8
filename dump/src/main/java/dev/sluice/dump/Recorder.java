package dev.sluice.dump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.Context;
import dev.sluice.dump.Target.NoDumpException;
import dev.sluice.observe.live.ThisProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the record program. */
@Command(
        name = "sluice record",
        description = "Records a running program for a while, and reports where its goroutines waited.",
        mixinStandardHelpOptions = true,
        version = "sluice record 0.1.0",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  sluice record 4711                          records 30 seconds; Ctrl-C ends it earlier",
            "  sluice record 4711 --seconds 5 --out a.jfr  keeps the recording, for Mission Control",
            "  sluice record a.jfr                         prints the report of an existing recording",
            "",
            "A wait counts if it began and ended in the recording, or goes on at its end. Where goroutines",
            "were started, and which waits go on, is known of programs that ./sluice dump can look into.",
            "",
            "Exit status: 0 if there was something to report, 1 if it can't be recorded or read,",
            "2 if the command line is wrong."
        })
public final class Recorder implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int MOST_SECONDS = 3600;
    private static final double MOST_MILLIS = 60_000;

    @Parameters(paramLabel = "PID|FILE", description = "The process of the program, or a recording.")
    private String source = "";

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to record. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--threshold",
            paramLabel = "MS",
            defaultValue = "1",
            description = "Leave out waits that are shorter. Recording very short ones slows the program down. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double millis;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "12",
            description = "The number of rows of a table. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--out", paramLabel = "FILE", description = "Keep the recording in this file.")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec command;

    private Recorder() {}

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line, ready to be executed. */
    static CommandLine commandLine() {
        return CommandLines.of(new Recorder(), "record");
    }

    @Override
    public Integer call() throws NoDumpException, IOException, InterruptedException {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        CommandLines.require(
                line, seconds >= 1 && seconds <= MOST_SECONDS, "--seconds must be from 1 to 3600, was " + seconds);
        CommandLines.require(
                line, millis >= 0 && millis <= MOST_MILLIS, "--threshold must be from 0 to 60000, was " + millis);
        CommandLines.require(line, rows >= 1, "--rows must be at least 1, was " + rows);
        if (source.matches("[0-9]{1,18}")) {
            record(line);
        } else {
            CommandLines.require(
                    line,
                    Files.isReadable(Path.of(source)),
                    "PID|FILE must be a process or a file that can be read, was " + source);
            History history = read(Path.of(source));
            print(line.getOut(), Path.of(source).getFileName() + ", " + Report.seconds(history.length()), history);
        }
        return DONE;
    }

    private static History read(Path file) throws IOException {
        try {
            return History.of(file);
        } catch (IOException e) {
            throw new IOException(file + " can't be read as a recording of the Flight Recorder: " + e.getMessage(), e);
        }
    }

    private void record(CommandLine line) throws NoDumpException, IOException, InterruptedException {
        Path file = out == null ? Files.createTempFile("sluice-", ".jfr") : writable(out);
        try (Target target = Target.attach(source);
                Target.Beans beans = target.connect()) {
            String name = ThisProgram.mainOf(target.property("sun.java.command"));
            line.getErr()
                    .println("sluice: recording " + name + " (process " + source + ") for " + seconds
                            + " s; Ctrl-C ends it earlier");
            var history = recordTo(file, beans);
            print(line.getOut(), name + " (process " + source + ")", history);
            if (out != null) {
                line.getOut()
                        .println("The recording is in " + out + ": open it in JDK Mission Control, or by `jfr view`.");
                line.getOut().flush();
            }
        } finally {
            if (out == null) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Makes the file before the recording, so that it isn't made in vain. */
    private static Path writable(Path file) throws IOException {
        try {
            return Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new IOException("--out must be a file that can be written, was " + file + ": " + e, e);
        }
    }

    private History recordTo(Path file, Target.Beans beans) throws NoDumpException, IOException, InterruptedException {
        var time = Duration.ofSeconds(seconds);
        try (var recording = RemoteRecording.start(beans, time, Duration.ofNanos((long) (millis * 1e6)))) {
            long start = System.nanoTime();
            await(time);
            recording.stop(file);
            long end = System.nanoTime();
            History history = read(file);
            for (ObjectName each : beans.names()) {
                JsonNode dump = new ObjectMapper().readTree(beans.dump(each, true, 0));
                history.add(dump, Duration.ofNanos(System.nanoTime() - end), Duration.ofNanos(end - start));
            }
            return history;
        } catch (IOException | JMException e) {
            if (!Target.hasEnded(source)) {
                throw new IOException("process " + source + " can't be recorded: " + e.getMessage(), e);
            }
            throw new NoDumpException(
                    "process " + source + " has ended, and its recording with it; to record a program to its end,"
                            + " start it with -XX:StartFlightRecording:filename=FILE, and then run ./sluice record FILE");
        }
    }

    /** Waits until the time is over, a signal comes, or the program has ended. */
    private void await(Duration time) throws InterruptedException {
        try (Context stop = Context.onSignal("INT", "TERM", "HUP");
                Context limit = stop.withTimeout(time)) {
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(source));
            if (process.isEmpty()) {
                return;
            }
            CompletableFuture<Void> _ = process.get().onExit().thenRun(limit::close);
            limit.done().receive();
        }
    }

    private void print(PrintWriter to, String head, History history) {
        WaitSums waits = history.waits();
        to.println(Printable.of(head) + ", " + waits.count() + " waits"
                + (waits.unfinished() == 0 ? "" : ", " + waits.unfinished() + " of which go on"));
        for (View.Section section : Report.of(history, rows)) {
            to.println();
            to.println(section.head());
            section.lines().forEach(to::println);
        }
        to.println();
        to.flush();
    }
}
