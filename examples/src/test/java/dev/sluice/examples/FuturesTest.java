package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class FuturesTest {
    @Test
    void tasks_and_their_starter_work_at_the_same_time() throws Exception {
        assertThat(Output.of("futures")).isEqualTo("""
                        1 to 2000:   2001000
                        400 to 1600: 1201000
                        failed: / by zero
                        FAILED
                        """);
    }
}
