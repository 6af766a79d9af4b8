package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class AwaitablesTest {
    @Test
    void tasks_are_put_together_by_all_any_and_race() throws Exception {
        assertThat(Output.of("awaitables")).isEqualTo("""
                        all, summed: 700
                        any:         410
                        race:        /broken answered 500
                        the guest goes to 12 Downing Street
                        """);
    }
}
