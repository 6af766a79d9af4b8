package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class BridgeTest {
    @Test
    void ten_channels_are_looped_over_like_one() throws Exception {
        assertThat(Output.of("bridge")).isEqualTo("""
                        page 0, top
                        page 0, bottom
                        page 1, top
                        page 1, bottom
                        page 2, top
                        page 2, bottom
                        page 3, top
                        page 3, bottom
                        page 4, top
                        page 4, bottom
                        page 5, top
                        page 5, bottom
                        page 6, top
                        page 6, bottom
                        page 7, top
                        page 7, bottom
                        page 8, top
                        page 8, bottom
                        page 9, top
                        page 9, bottom
                        """);
    }
}
