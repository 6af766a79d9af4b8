package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class QueueTest {
    @Test
    void a_buffer_lets_the_short_stage_get_ahead_and_changes_nothing_else() throws Exception {
        assertThat(Output.of("queue")).isEqualTo("""
                        without a buffer: 0 items get ahead, 10 arrive
                        a buffer of 4:    4 items get ahead, 10 arrive
                        a buffer of 100:  9 items get ahead, 10 arrive
                        """);
    }
}
