package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.programs.Relay;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own: {@link Relay}, or another one. */
final class Child {
    /** A child that hangs is killed then, which ends the reading of what it prints. */
    private static final long MOST_SECONDS = 100;

    private Child() {}

    static List<String> onClassPath(String... options) {
        return command(List.of("-cp", classes(Channel.class) + File.pathSeparator + classes(Relay.class)), options);
    }

    static List<String> onModulePath(String... options) {
        return command(
                List.of("-p", classes(Channel.class), "--add-modules", "dev.sluice", "-cp", classes(Relay.class)),
                options);
    }

    /** Runs a command until its end; answers what it has printed. Its status has to be 0. */
    static String run(List<String> command) throws IOException, InterruptedException {
        return run(command, 0);
    }

    /** Runs a command until its end; answers what it has printed. */
    static String run(List<String> command, int status) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(status);
        return printed;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> command(List<String> path, String... options) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(path);
        command.addAll(List.of(options));
        return command;
    }

    static String classes(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
