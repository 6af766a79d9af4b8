package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class SeveralAtOnceTest {
    @Test
    void each_line_waits_for_what_it_needs_and_cancels_the_rest() throws Exception {
        assertThat(Output.of("several-at-once")).isEqualTo("""
                        par:          ada and 7
                        firstSuccess: ada
                        race:         /broken answered 500
                        timeout:      no answer within 50 ms, and no call that still waits
                        page:         ada has 7 orders
                        no page:      /broken answered 500
                        """);
    }
}
