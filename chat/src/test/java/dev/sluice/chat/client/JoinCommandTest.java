package dev.sluice.chat.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ServerTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The terminal client as a process, with pipes in place of a terminal. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class JoinCommandTest extends ServerTest {
    @Test
    void lines_go_in_and_come_out() throws Exception {
        try (var jane = new Terminal("jane", "state-a");
                var joe = new Terminal("joe", "state-b")) {
            jane.sees("\\* in #lobby: .*jane.*");
            joe.sees("\\* in #lobby: .*joe.*");

            jane.types("Hello \u001b[31mjoe");
            joe.sees("\\d\\d:\\d\\d #lobby jane: Hello \\\\u\\{1b}\\[31mjoe");
            joe.types("/msg jane psst");
            jane.sees("\\d\\d:\\d\\d joe → jane: psst");
            joe.asksUntil("/who", "\\* in #lobby: .*", "\\* in #lobby: jane, joe");
            joe.types("/join garden");
            joe.sees("\\* in #garden: joe");
            joe.types("only here");
            joe.sees("\\d\\d:\\d\\d #garden joe: only here");
            joe.types("/quit");
            assertThat(joe.ends()).isZero();
            jane.sees("\\* joe has left #lobby");
        }
    }

    @Test
    void all_of_a_pipe_is_said_before_it_ends() throws Exception {
        try (var pipe = new Terminal("pipe", "state-c")) {
            for (int i = 0; i < 50; i++) {
                pipe.types("line " + i);
            }
            pipe.endOfInput();

            assertThat(pipe.ends()).isZero();
        }
        try (var again = new Terminal("pipe", "state-c")) { // the key of the name was kept
            again.sees("\\d\\d:\\d\\d #lobby pipe: line 49");
            again.endOfInput();
            assertThat(again.ends()).isZero();
            assertThat(again.seen)
                    .filteredOn(line -> line.contains("pipe: line"))
                    .hasSizeGreaterThanOrEqualTo(45);
        }
    }

    @Test
    void a_name_of_another_is_a_failure_that_says_so() throws Exception {
        try (var first = new Terminal("taken", "state-d")) {
            first.sees("\\* you are taken");
            try (var second = new Terminal("taken", "state-e")) {
                second.sees("\\* .*is taken.*");
                assertThat(second.ends()).isEqualTo(1);
            }
        }
    }

    /** A process with its input and output. */
    private static final class Terminal implements AutoCloseable {
        private final List<String> seen = new ArrayList<>();
        private final Process process;
        private final PrintStream input;
        private final BufferedReader output;

        Terminal(String name, String state) throws IOException {
            var builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dstdout.encoding=UTF-8",
                    "-Dstderr.encoding=UTF-8",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.sluice.chat.Chat",
                    "join",
                    server.address(),
                    "--name",
                    name);
            builder.environment().put("XDG_STATE_HOME", folder.resolve(state).toString());
            process = builder.redirectErrorStream(true).start();
            input = new PrintStream(process.getOutputStream(), true, UTF_8);
            output = process.inputReader(UTF_8);
        }

        void types(String line) {
            input.println(line);
        }

        void endOfInput() {
            input.close();
        }

        /** Reads on until there is a line of that form. */
        String sees(String pattern) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                seen.add(line);
                if (line.matches(pattern)) {
                    return line;
                }
            }
            throw new AssertionError("no line " + pattern + " among " + seen);
        }

        /** Asks again until the answer is the right one. */
        void asksUntil(String question, String answer, String right) throws IOException {
            do {
                types(question);
            } while (!sees(answer).matches(right));
        }

        int ends() throws IOException, InterruptedException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                seen.add(line);
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
