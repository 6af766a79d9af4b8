package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class FolderSizesTest {
    @Test
    void each_folder_is_counted_once_and_the_limit_is_kept() throws Exception {
        assertThat(Output.of("folder-sizes")).isEqualTo("""
                        364 folders with 54300 bytes
                        at most 4 goroutines at a time: true
                        """);
    }
}
