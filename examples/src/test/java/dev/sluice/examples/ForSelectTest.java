package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class ForSelectTest {
    @Test
    void each_loop_stops_where_it_says() throws Exception {
        assertThat(Output.of("for-select")).isEqualTo("""
                        received a
                        received b
                        stopped, and c was not sent
                        work until told:      before 3, after 3, default 3
                        told from the start:  before 0, after 1, default 0
                        """);
    }
}
