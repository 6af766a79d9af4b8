package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class ContextValuesTest {
    @Test
    void values_reach_goroutines_and_closer_ones_hide_others() throws Exception {
        assertThat(Output.of("context-values")).isEqualTo("""
                        order: ada, who is an admin, trace 42
                        payment: ada, who is an admin, trace 42.1
                        invoice: ada, who is an admin, trace 42
                        advertisement: no user
                        """);
    }
}
