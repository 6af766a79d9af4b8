package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class OrDoneTest {
    @Test
    void a_signal_ends_a_loop_and_the_producer_behind_it() throws Exception {
        assertThat(Output.of("or-done")).isEqualTo("""
                        smoke
                        still smoke
                        clear air
                        the alarm is off, and the sensor has stopped
                        """);
    }
}
