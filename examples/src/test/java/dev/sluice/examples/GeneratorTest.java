package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class GeneratorTest {
    @Test
    void an_endless_generator_ends_with_its_consumer() throws Exception {
        assertThat(Output.of("generator")).isEqualTo("""
                        6
                        10
                        14
                        18
                        22
                        26
                        30
                        all stages have ended
                        """);
    }
}
