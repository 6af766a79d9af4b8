package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExampleTest
class ThreadRingTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "502, 503", "503, 1", "1000, 498"})
    void the_token_is_with_its_number_modulo_the_size_of_the_ring(int token, int node) throws Exception {
        assertThat(Output.of("thread-ring", Integer.toString(token)))
                .isEqualTo("after " + token + " passes the token is with " + node + "\n");
    }
}
