package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class PipeGzipTest {
    @Test
    void what_was_compressed_comes_out_whole_or_not_at_all() throws Exception {
        assertThat(Output.of("pipe-gzip")).isEqualTo("""
                        sum of all values: 4950000
                        the reader isn't deceived: pipe events was closed with an error: java.io.IOException: the database is gone
                        """);
    }
}
