package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class TeeTest {
    @Test
    void both_get_every_command() throws Exception {
        assertThat(Output.of("tee")).isEqualTo("""
                        balances: {ada=70, grace=-10}
                        audit 1: ada 100
                        audit 2: grace 70
                        audit 3: ada -30
                        audit 4: grace -80
                        """);
    }
}
