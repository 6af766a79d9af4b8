package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.programs.Relay;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs without the modules that the library uses where they are there, and programs with them that don't use them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class OptionalModulesTest {
    private static final String PROGRAM = Relay.class.getName();
    private static final String NO_JMX = "an MBean needs the module java.management, which isn't there";

    @Test
    void a_program_runs_on_the_class_path_with_nothing_but_java_base() throws Exception {
        String printed = Child.run(Child.onClassPath("--limit-modules", "java.base", PROGRAM, "mbean"));

        assertThat(printed.lines()).containsExactly(NO_JMX, "relayed 1000");
    }

    @Test
    void a_program_runs_on_the_module_path_with_nothing_but_java_base() throws Exception {
        String printed = Child.run(Child.onModulePath("--limit-modules", "java.base,dev.sluice", PROGRAM, "mbean"));

        assertThat(printed.lines()).containsExactly(NO_JMX, "relayed 1000");
    }

    @Test
    void a_named_module_finds_both_modules_where_they_are_there() throws Exception {
        String printed = Child.run(Child.onModulePath(
                "--limit-modules", "java.base,dev.sluice,java.management,jdk.jfr", PROGRAM, "mbean"));

        assertThat(printed.lines()).containsExactly("registered", "relayed 1000");
    }

    @Test
    void without_the_module_of_signals_a_context_that_wants_them_says_so() throws Exception {
        String message = "signals need the module jdk.unsupported, which isn't there";

        String without = Child.run(Child.onModulePath("--limit-modules", "java.base,dev.sluice", PROGRAM, "signals"));
        String with = Child.run(Child.onClassPath("--limit-modules", "java.base,jdk.unsupported", PROGRAM, "signals"));

        assertThat(without.lines()).containsExactly(message, message, "until a stop: context (open)", "relayed 1000");
        assertThat(with.lines())
                .containsExactly(
                        "handled: context (open)",
                        "handled: context (open)",
                        "until a stop: context (open)",
                        "relayed 1000");
    }

    @Test
    void neither_the_recorder_nor_an_event_nor_jmx_is_loaded_unless_it_is_used() throws Exception {
        String printed = Child.run(Child.onClassPath("-Xlog:class+load:stdout", PROGRAM));

        assertThat(printed)
                .contains("dev.sluice.WaitEvents$Recorder ")
                .contains("relayed 1000")
                .doesNotContain("dev.sluice.WaitEvents ")
                .doesNotContain("jdk.jfr.Event ")
                .doesNotContain("jdk.jfr.internal.PlatformRecording ")
                .doesNotContain("javax.management");
    }

    @Test
    void a_recording_from_the_start_has_the_events_on_the_module_path_too(@TempDir Path folder) throws Exception {
        for (boolean modules : List.of(false, true)) {
            Path file = folder.resolve(modules + ".jfr");
            String recording = "-XX:StartFlightRecording:filename=" + file;
            List<String> command = modules
                    ? Child.onModulePath(recording, "--add-modules", "jdk.jfr", PROGRAM)
                    : Child.onClassPath(recording, PROGRAM);

            Child.run(command);

            assertThat(RecordingFile.readAllEvents(file))
                    .extracting(each -> each.getEventType().getName())
                    .contains("dev.sluice.Scope");
        }
    }
}
