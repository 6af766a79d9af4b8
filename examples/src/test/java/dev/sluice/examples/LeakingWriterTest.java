package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class LeakingWriterTest {
    @Test
    void either_cure_ends_the_writer() throws Exception {
        assertThat(Output.of("leaking-writer")).isEqualTo("""
                        1, 2, that will do
                        no receiver is left, and the writer lives: true
                        the writer has ended: the receiver of channel numbers has left
                        1, 2, that will do
                        the block has ended, and the writer is CANCELLED
                        """);
    }
}
