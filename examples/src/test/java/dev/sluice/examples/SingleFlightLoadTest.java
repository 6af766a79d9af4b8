package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class SingleFlightLoadTest {
    @Test
    void a_hundred_callers_share_one_load() throws Exception {
        assertThat(Output.of("single-flight-load")).isEqualTo("""
                        100 callers, 1 load, and each has [the profile of ada]
                        """);
    }
}
