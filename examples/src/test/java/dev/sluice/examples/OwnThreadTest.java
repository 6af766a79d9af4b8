package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class OwnThreadTest {
    @Test
    void it_stops_when_all_is_sent_or_when_its_time_is_over() throws Exception {
        assertThat(Output.of("own-thread")).isEqualTo("""
                        sent: a letter for ada
                        sent: a letter for bob
                        all was sent
                        stopped before all was sent
                        """);
    }
}
