package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class BarrierPhasesTest {
    @Test
    void every_step_sees_the_whole_of_the_one_before() throws Exception {
        assertThat(Output.of("barrier-phases")).isEqualTo("""
                        0 0 0 0 0 0 27 27 27 0 0 0 0 0 0 0
                        0 0 0 0 0 9 18 27 18 9 0 0 0 0 0 0
                        0 0 0 0 3 9 18 21 18 9 3 0 0 0 0 0
                        0 0 0 1 4 10 16 19 16 10 4 1 0 0 0 0
                        0 0 0 1 5 10 15 17 15 10 5 1 0 0 0 0
                        """);
    }
}
