package dev.sluice.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as a process of its own, which can be killed and started again at the same address. */
public final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "The chat is at ";
    private static final long PATIENCE_SECONDS = 30;

    private final List<String> options;
    private String port = "0";
    private String address = "";
    private Process process;

    private ServerProcess(List<String> options) throws IOException {
        this.options = options;
        this.process = launch();
    }

    /** Starts a server without limits, on a free port, which keeps its messages in a file. */
    public static ServerProcess start(Path data, String... options) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("--data", data.toString(), "--client-rate", "0", "--room-rate", "0", "--total-rate", "0"));
        all.addAll(List.of(options));
        return new ServerProcess(all);
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.chat.Chat",
                "--port",
                port));
        command.addAll(options);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LISTENING)) {
                address = line.substring(LISTENING.length());
                port = address.replaceAll(".*:(\\d+)/.*", "$1");
                return started;
            }
        }
        throw new IOException("the server has ended before it was listening: " + command);
    }

    /** Returns the address of the page. */
    public String address() {
        return address;
    }

    /** Ends the process as a loss of power would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again where it was. */
    public void restart() throws IOException {
        process = launch();
    }

    /** Ends it in order, which must not take long. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } finally {
            process.destroyForcibly();
        }
    }
}
