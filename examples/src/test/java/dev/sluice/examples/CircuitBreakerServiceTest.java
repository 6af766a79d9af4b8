package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class CircuitBreakerServiceTest {
    @Test
    void a_failing_service_is_left_alone_until_it_is_well() throws Exception {
        assertThat(Output.of("circuit-breaker-service")).isEqualTo("""
                        of 100 calls 4 failed and 96 were refused at once
                        the service was asked 4 times
                        CLOSED to OPEN
                        OPEN to HALF_OPEN
                        HALF_OPEN to CLOSED
                        paid
                        """);
    }
}
