package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class OrChannelTest {
    @Test
    void the_shortest_of_the_timers_counts() throws Exception {
        assertThat(Output.of("or-channel")).isEqualTo("one of five timers was over, and it was the shortest\n");
    }
}
