package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.programs.Stoppable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are asked to stop, as processes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ContextOnStopTest {
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void a_signal_lets_a_program_end_in_order(String signal, int status) throws Exception {
        Process program = start("orderly");
        assumeFalse(
                ignores(program, status - 128),
                "SIG" + signal + " is ignored here, as in what nohup or a shell has started in the background");

        signal(program, signal);

        assertThat(rest(program)).containsExactly("stopped by SIG" + signal);
        assertThat(program.waitFor()).isEqualTo(status);
    }

    @Test
    void a_program_that_goes_on_is_ended() throws Exception {
        Process program = start("stubborn");

        signal(program, "TERM");

        assertThat(rest(program)).containsExactly("too late");
        assertThat(program.waitFor()).isEqualTo(143);
    }

    @Test
    void a_second_signal_ends_it_at_once() throws Exception {
        Process program = start("patient");

        signal(program, "TERM");
        assertThat(program.inputReader().readLine()).isEqualTo("goes on for an hour");
        signal(program, "TERM");

        assertThat(program.waitFor()).isEqualTo(143);
    }

    @Test
    void where_the_JVM_keeps_the_signals_they_end_the_program() throws Exception {
        Process program = start("-Xrs", "orderly");

        signal(program, "TERM");

        assertThat(rest(program)).isEmpty();
        assertThat(program.waitFor()).isEqualTo(143);
    }

    /** Starts a program with options of Java and a way to behave, and waits until it listens. */
    private static Process start(String... options) throws IOException {
        var all = new ArrayList<>(List.of(options));
        all.add(all.size() - 1, Stoppable.class.getName());
        Process program = new ProcessBuilder(Child.onClassPath(all.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
        assertThat(program.inputReader().readLine()).isEqualTo("ready");
        return program;
    }

    /** Whether a program ignores a signal because the one that has started it did. Ends it then. */
    private static boolean ignores(Process program, int signal) throws IOException {
        Path status = Path.of("/proc", Long.toString(program.pid()), "status");
        if (!Files.exists(status)) {
            return false; // not on Linux
        }
        boolean ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring(line.indexOf(':') + 1).strip(), 16))
                .anyMatch(mask -> (mask >> (signal - 1) & 1) != 0);
        if (ignored) {
            program.destroyForcibly();
        }
        return ignored;
    }

    private static void signal(Process program, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(program.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static List<String> rest(Process program) throws IOException {
        try (BufferedReader lines = program.inputReader()) {
            return lines.lines().toList();
        }
    }
}
