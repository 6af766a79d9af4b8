package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class ErrorGroupTest {
    @Test
    void a_failure_cancels_the_call_that_would_never_end() throws Exception {
        assertThat(Output.of("error-group")).isEqualTo("""
                        /news: SUCCEEDED
                        /weather: SUCCEEDED
                        all well: [rain, sun]
                        /broken: FAILED
                        /slow: CANCELLED
                        thrown: /broken answered 500
                        """);
    }
}
