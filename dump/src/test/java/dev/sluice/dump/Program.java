package dev.sluice.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM with a program to look into, which ends when this is closed. */
final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private Program(Process process) {
        this.process = killedIfItHangs(process);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns a process that will be killed if it is still there much later, which ends the reading of what it prints. */
    static Process killedIfItHangs(Process process) {
        CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    /** Starts {@link Shop}, and waits until its goroutines have been started. */
    static Program shop(String... options) throws IOException {
        return start(Shop.class, options);
    }

    /** Starts a program, and waits until it says that it is open. */
    static Program start(Class<?> main, String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(java("java"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", path(Sluice.class) + java.io.File.pathSeparator + path(main)));
        command.add(main.getName());
        var program = new Program(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        assertThat(program.out.readLine()).isEqualTo("open");
        return program;
    }

    /** A program of the JDK that tests run on. */
    static String java(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    static String path(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    String pid() {
        return Long.toString(process.pid());
    }

    /** Ends it, and returns what it has printed since its start. */
    String end() throws IOException {
        process.getOutputStream().close();
        String rest = out.readAllAsString();
        process.onExit().join();
        return rest;
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
