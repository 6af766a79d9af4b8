package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class FanOutTest {
    @Test
    void every_candidate_is_tested_by_one_branch_or_another() throws Exception {
        assertThat(Output.of("fan-out")).isEqualTo("""
                        2^n - 1 is a prime for n = [2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127, 521]
                        """);
    }
}
