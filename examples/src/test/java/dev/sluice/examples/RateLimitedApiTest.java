package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class RateLimitedApiTest {
    @Test
    void who_waits_for_its_turn_is_never_refused() throws Exception {
        assertThat(Output.of("rate-limited-api")).isEqualTo("""
                        as fast as it can: 5 of 12 calls are answered
                        each in its turn:  12 of 12 calls are answered
                        """);
    }
}
