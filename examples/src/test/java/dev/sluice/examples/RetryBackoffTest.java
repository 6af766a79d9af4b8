package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class RetryBackoffTest {
    @Test
    void a_call_is_made_again_where_that_can_help() throws Exception {
        assertThat(Output.of("retry-backoff")).isEqualTo("""
                        hello, after 3 attempts
                        /down answered 503, given up after 4, with 3 earlier failures
                        /nothing answered 404, given up after 1, with 0 earlier failures
                        """);
    }
}
