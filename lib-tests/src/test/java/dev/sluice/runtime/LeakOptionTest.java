package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system property; what each value does to a program is in LeakOptionProcessTest. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class LeakOptionTest {
    @Test
    void knows_its_words() {
        assertThat(LeakOption.of(null)).isEqualTo(LeakOption.OFF);
        assertThat(LeakOption.of("off")).isEqualTo(LeakOption.OFF);
        assertThat(LeakOption.of("report")).isEqualTo(LeakOption.REPORT);
    }

    @Test
    void rejects_other_words() {
        for (String word : new String[] {"", "true", "Report"}) {
            assertThatThrownBy(() -> LeakOption.of(Objects.requireNonNull(word)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sluice.leaks must be off or report, was " + word);
        }
    }
}
