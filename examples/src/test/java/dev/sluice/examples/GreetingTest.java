package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class GreetingTest {
    @Test
    void the_greetings_deadline_cancels_the_farewell() throws Exception {
        assertThat(Output.of("greeting")).isEqualTo("""
                        the look-up of a language takes 60 s, the greeting has 50 ms
                        no letter: scope letter/greeting-1/in-time was cancelled: the deadline was exceeded
                        greeting: FAILED, farewell: CANCELLED
                        a look at the deadline: not even tried
                        """);
    }
}
