package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.programs.Redeploy;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener in the recorder's list, which is the JVM's, held the library's class loader for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ClassLoaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "scope",
                "leaks",
                "deadlocks",
                "timers",
                "helpers",
                "named channels",
                "select",
                "an mbean",
                "a recording"
            })
    void an_application_that_used_the_library_couldnt_be_collected(String way) throws Exception {
        String printed = Child.run(Child.onClassPath(
                Redeploy.class.getName(), way, Child.classes(Channel.class), Child.classes(Redeploy.class)));

        assertThat(printed.lines()).containsExactly("gone");
    }
}
