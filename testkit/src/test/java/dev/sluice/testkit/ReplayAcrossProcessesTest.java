package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ReplayAcrossProcessesTest {
    @Test
    void the_same_seeds_make_the_same_schedules_in_every_process() throws Exception {
        var processes = new ArrayList<Process>();
        for (String option : new String[] {"-XX:hashCode=0", "-XX:hashCode=2", "-Xint"}) {
            processes.add(start(option));
        }
        var outputs = new ArrayList<String>();
        for (Process process : processes) {
            outputs.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(process.waitFor()).as(outputs.getLast()).isZero();
        }

        assertThat(outputs.getFirst().lines()).hasSize(100);
        assertThat(outputs).containsOnly(outputs.getFirst());
        assertThat(outputs.getFirst()
                        .lines()
                        .map(line -> line.split(" ", -1)[1])
                        .distinct())
                .as("different seeds make different schedules")
                .hasSizeGreaterThan(90);
    }

    private static Process start(String option) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-XX:+UnlockExperimentalVMOptions",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProcessProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        // one that hangs is killed, which ends the reading of what it prints
        CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }
}
