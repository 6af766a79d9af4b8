package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class LeakOptionProcessTest {
    @Test
    void report_looks_everywhere_and_logs_each_place_once() throws Exception {
        List<String> lines = run(true, "-Dsluice.leaks=report");

        assertThat(lines).contains("found 4");
        assertThat(lines.stream().filter(line -> line.startsWith("WARNING")))
                .hasSize(2)
                .anyMatch(
                        line -> line.matches("WARNING goroutine program/often-[123] waits for ever in receive channel,"
                                + " which nothing else can reach; started at .*leakOften.* \\(others .*\\)"))
                .anyMatch(line -> line.startsWith("WARNING goroutine program/once-4 waits for ever"));
        assertThat(lines.getLast()).startsWith("joined, and ");
    }

    @Test
    void without_it_nothing_is_looked_for_unasked() throws Exception {
        assertThat(run(false)).containsExactly("found 0");
        assertThat(run(false, "-Dsluice.leaks=off")).containsExactly("found 0");
    }

    @Test
    void another_value_is_an_error_that_names_it() throws Exception {
        assertThat(Child.run(command(false, "-Dsluice.leaks=yes"), 1))
                .contains("IllegalArgumentException: sluice.leaks must be off or report, was yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC", "-Xint"})
    void with_every_collector_and_without_a_compiler(String option) throws Exception {
        assertThat(run(true, "-Dsluice.leaks=report", option)).contains("found 4");
    }

    @Test
    void a_jvm_that_heeds_no_request_for_a_collection_answers_all_the_same() throws Exception {
        assertThat(run(false, "-Dsluice.leaks=report", "-XX:+DisableExplicitGC", "-Xmx1g", "-Xmn600m"))
                .containsExactly("found 0");
    }

    private static List<String> run(boolean finds, String... options) throws IOException, InterruptedException {
        return Child.run(command(finds, options)).lines().toList();
    }

    private static List<String> command(boolean finds, String... options) {
        var command = new ArrayList<String>();
        command.add(Child.java());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(LeakingProgram.class.getName(), String.valueOf(finds)));
        return command;
    }
}
