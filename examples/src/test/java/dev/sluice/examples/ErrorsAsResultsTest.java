package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class ErrorsAsResultsTest {
    @Test
    void the_third_failure_is_too_many() throws Exception {
        assertThat(Output.of("errors-as-results")).isEqualTo("""
                        got hello
                        failed: ConnectException
                        failed: ConnectException
                        got hello
                        failed: ConnectException
                        too many failures, that's it
                        """);
    }
}
