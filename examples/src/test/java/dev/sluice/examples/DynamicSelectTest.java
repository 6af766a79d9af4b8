package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class DynamicSelectTest {
    @Test
    void every_value_of_every_channel_is_received_once() throws Exception {
        assertThat(Output.of("dynamic-select")).isEqualTo("""
                        sensor 1: 1
                        sensor 2: 3
                        sensor 3: 6
                        sensor 4: 10
                        sensor 5: 15
                        """);
    }
}
