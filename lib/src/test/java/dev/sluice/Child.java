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

/** The program {@link Relay} in a JVM of its own. */
final class Child {
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
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static List<String> command(List<String> path, String... options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(path);
        command.addAll(List.of(options));
        return command;
    }

    private static String classes(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
