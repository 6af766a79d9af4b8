package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.programs.Relay;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code -Dsluice.live} does where there is no view to be started. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class LiveViewTest {
    @Test
    void without_a_view_there_is_one_warning_and_the_program_runs() throws Exception {
        String printed = Child.run(Child.onClassPath("-Dsluice.live=0", Relay.class.getName(), "until-warning"));

        assertThat(printed)
                .containsOnlyOnce(
                        "-Dsluice.live: no live view is there; add dev.sluice:sluice-observe to the class path")
                .contains("relayed 1000");
    }

    @Test
    void a_port_that_is_none_is_told() throws Exception {
        String printed = Child.run(Child.onClassPath("-Dsluice.live=70000", Relay.class.getName(), "until-warning"));

        assertThat(printed)
                .containsOnlyOnce("-Dsluice.live: it must be from 0 to 65535, was 70000")
                .contains("relayed 1000");
    }
}
