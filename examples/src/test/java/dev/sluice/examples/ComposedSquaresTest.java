package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class ComposedSquaresTest {
    @Test
    void functions_and_the_pipeline_have_the_same_results() throws Exception {
        assertThat(Output.of("composed-squares")).isEqualTo("""
                        square(square(generate(2, 3))): [16, 81]
                        Pipeline.of(2, 3):              [16, 81]
                        """);
    }
}
