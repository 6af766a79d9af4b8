package dev.sluice.remote;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A NATS server with JetStream on this machine: for trying things, and for tests. It is the program {@code nats-server}, which has to be
 * installed, with a folder for its configuration, its log, and what it keeps.
 *
 * <p>The server is a process of its own. It ends when this is closed, and not by itself when this program ends.
 */
public final class LocalServer implements AutoCloseable {
    private static final String PROGRAM = "nats-server";
    private static final List<String> PLACES =
            List.of("/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin");
    private static final int START_SECONDS = 20;
    private static final int STOP_SECONDS = 10;
    private static final int LOOK_MILLIS = 20;

    private final Path program;
    private final Path folder;
    private final int port;
    private Process process;

    private LocalServer(Path program, Path folder, int port) throws IOException, InterruptedException {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.process = run();
    }

    /**
     * Returns where the server's program is.
     *
     * @return the program, or nothing if it isn't installed
     */
    public static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), PLACES.stream())
                .filter(each -> !each.isEmpty())
                .map(each -> Path.of(each, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Returns how to install the server.
     *
     * @return a sentence for people
     */
    public static String howToInstall() {
        return "nats-server isn't installed; get it by `apt-get install nats-server`, `brew install nats-server`, or from"
                + " https://nats.io/download";
    }

    /**
     * Starts a server.
     *
     * @param folder where its configuration, its log and its store go
     * @param port the port it listens at, of this machine only
     * @param configuration more lines of its configuration
     * @return the server, which listens
     * @throws IOException if it isn't installed, or doesn't start; the message says why
     * @throws InterruptedException if the thread is interrupted; no server is left
     */
    public static LocalServer start(Path folder, int port, String... configuration)
            throws IOException, InterruptedException {
        Path program = installed().orElseThrow(() -> new IOException(howToInstall()));
        Files.createDirectories(folder);
        String lines = """
                listen: "127.0.0.1:%d"
                jetstream { store_dir: "%s" }
                %s
                """.formatted(port, folder.resolve("store"), String.join("\n", configuration));
        Files.writeString(folder.resolve("nats.conf"), lines);
        return new LocalServer(program, folder, port);
    }

    /**
     * Returns the address of the server.
     *
     * @return an address for {@link Cluster#at}
     */
    public String address() {
        return "nats://127.0.0.1:" + port;
    }

    /**
     * Returns the process of the server.
     *
     * @return the process
     */
    public Process process() {
        return process;
    }

    /**
     * Starts the server again, after it has ended, with what it has kept.
     *
     * @throws IOException if it doesn't start
     * @throws InterruptedException if the thread is interrupted; no server is left
     */
    public void restart() throws IOException, InterruptedException {
        process = run();
    }

    private Process run() throws IOException, InterruptedException {
        if (greets()) {
            throw new IOException("port " + port + " has a NATS server already; name another port, or use that one");
        }
        File log = folder.resolve("nats.log").toFile();
        Process started = new ProcessBuilder(
                        program.toString(), "-c", folder.resolve("nats.conf").toString())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        boolean listens = false;
        try {
            awaitGreeting(started);
            listens = true;
        } finally {
            if (!listens) {
                started.destroyForcibly();
            }
        }
        return started;
    }

    private void awaitGreeting(Process started) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!greets()) {
            if (!started.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException("nats-server doesn't start at port " + port + ": " + lastLine());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean greets() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), STOP_SECONDS * 1000);
            socket.setSoTimeout(STOP_SECONDS * 1000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String greeting = in.readLine();
            return greeting != null && greeting.startsWith("INFO ");
        } catch (IOException _) {
            return false;
        }
    }

    private String lastLine() throws IOException {
        Path log = folder.resolve("nats.log");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.isEmpty() ? "it says nothing" : lines.getLast();
    }

    /** Ends the server, and waits for that. What it has kept stays in its folder. */
    @Override
    public void close() {
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
    }
}
