package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class LeakingReaderTest {
    @Test
    void either_cure_ends_the_reader() throws Exception {
        assertThat(Output.of("leaking-reader")).isEqualTo("""
                        no sender is left, and the reader lives: true
                        closed, and the reader lives: false
                        the block has ended, and the reader is CANCELLED
                        """);
    }
}
