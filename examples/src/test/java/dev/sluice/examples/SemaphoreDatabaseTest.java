package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class SemaphoreDatabaseTest {
    @Test
    void no_more_connections_are_open_than_there_are_permits() throws Exception {
        assertThat(Output.of("semaphore-database")).isEqualTo("""
                        200 orders
                        connections at once, as the database counts them: at most 10
                        an order while all are in use: refused at once
                        """);
    }
}
