package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class SquaresTest {
    @Test
    void the_batch_and_the_stream_have_the_same_results() throws Exception {
        assertThat(Output.of("squares")).isEqualTo("""
                        as a batch:  [2, 5, 10, 17]
                        as a stream: [2, 5, 10, 17]
                        """);
    }
}
