package dev.sluice.thumbs;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.remote.LocalServer;
import dev.sluice.thumbs.file.Printable;
import dev.sluice.thumbs.file.Reasons;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command that starts a NATS server and some workers on this machine, to try thumbs on a cluster. */
@Command(
        name = "sluice cluster",
        description = "Starts a NATS server and workers of thumbs on this machine, until it is stopped.",
        mixinStandardHelpOptions = true,
        version = "sluice cluster 0.1.0",
        sortOptions = false,
        customSynopsis = "sluice cluster up [WORKERS] [OPTION...]",
        footer = {"", "Example:", "  sluice cluster up 2"})
public final class ClusterCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10); // after a signal
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MOST_WORKERS = 100;
    private static final int MOST_PORT = 0xFFFF;

    @Parameters(index = "0", paramLabel = "up", description = "What to do.")
    private String what = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WORKERS",
            defaultValue = "2",
            description = "How many workers to start. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "4222",
            description = "The port of the server, of this machine only. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the server keeps what it has. Default: nowhere.")
    private @Nullable Path data;

    @CommandLine.Spec
    private @Nullable CommandSpec command;

    private final Context context;
    private final Console console;

    ClusterCommand(Context context, Console console) {
        this.context = context;
        this.console = console;
    }

    /**
     * Runs the program, and ends the process.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        try (var stop = Context.onStop(PATIENCE, () -> {})) {
            int status = new CommandLine(new ClusterCommand(stop, Console.system())).execute(arguments);
            System.exit(stop.cause() instanceof Context.SignalException signal ? signal.status() : status);
        }
    }

    @Override
    public Integer call() {
        require(what.equals("up"), "the first word must be up, was " + what);
        require(workers >= 0 && workers <= MOST_WORKERS, "WORKERS must be from 0 to 100, was " + workers);
        require(port >= 1 && port <= MOST_PORT, "--port must be from 1 to " + MOST_PORT + ", was " + port);
        try {
            return context.call(this::upUntilStopped);
        } catch (IOException e) {
            console.err().println(Printable.of(Reasons.of(e)));
            return Run.NOTHING_DONE;
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(Objects.requireNonNull(command).commandLine(), otherwise);
        }
    }

    private int upUntilStopped() throws IOException {
        try {
            return up();
        } catch (InterruptedException _) {
            return Run.INTERRUPTED;
        }
    }

    private int up() throws IOException, InterruptedException {
        Path folder = data == null ? Files.createTempDirectory("sluice-cluster") : data;
        try (var server = LocalServer.start(folder, port)) {
            console.out()
                    .println("Started nats-server, process " + server.process().pid() + ", at " + server.address()
                            + "; it keeps what it has in " + folder + (data == null ? " until it ends." : "."));
            return withWorkers(server);
        } finally {
            if (data == null) {
                delete(folder);
            }
        }
    }

    private int withWorkers(LocalServer server) throws IOException, InterruptedException {
        List<Process> started = new ArrayList<>();
        try {
            for (int i = 1; i <= workers; i++) {
                Process worker = startWorker(server.address());
                started.add(worker);
                console.out().println("Started worker " + i + ", process " + worker.pid() + ".");
            }
            console.out().println("Try:  ./sluice thumbs samples --out thumbs-out --nats " + server.address());
            console.out().println("Ctrl-C ends all of them.");
            return watch(server, started);
        } finally {
            end(started);
        }
    }

    private static Process startWorker(String address) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Thumbs.class.getName()));
        words.addAll(List.of(WorkerCommand.NAME, "--nats", address));
        return new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Tells of workers that end, until the server has ended, or the context. */
    private int watch(LocalServer server, List<Process> started) throws InterruptedException {
        while (server.process().isAlive()) {
            Channel.after(LOOK).receive();
            started.removeIf(this::isOver);
        }
        console.err().println("The server has ended.");
        return Run.NOTHING_DONE;
    }

    private boolean isOver(Process worker) {
        if (worker.isAlive()) {
            return false;
        }
        console.err()
                .println("The worker in process " + worker.pid() + " has ended with status " + worker.exitValue()
                        + "; the others go on.");
        return true;
    }

    /** Ends the workers, before the server that they give their photos back to. */
    private static void end(List<Process> started) {
        started.forEach(Process::destroy);
        Context.current().detached().run(() -> {
            for (Process each : started) {
                try {
                    if (!each.waitFor(PATIENCE.toSeconds() / 2, TimeUnit.SECONDS)) {
                        each.destroyForcibly();
                    }
                } catch (InterruptedException _) {
                    each.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
