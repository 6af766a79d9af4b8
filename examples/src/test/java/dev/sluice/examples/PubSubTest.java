package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class PubSubTest {
    @Test
    void each_subscriber_gets_what_its_pattern_and_policy_say() throws Exception {
        assertThat(Output.of("pub-sub")).isEqualTo("""
                        books:     [eu.created 1, us.created 2, eu.paid 1, us.paid 2, us.sent 2]
                        warehouse: [eu.created 1, eu.paid 1]
                        display:   [us.paid 2, us.sent 2], 3 missed
                        """);
    }
}
