package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExampleTest
class PipeJsonTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_009, 20_000})
    void all_events_arrive(int count) throws Exception {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += i % 100;
        }

        assertThat(Output.of("pipe-json", Integer.toString(count)))
                .matches(count + " events\nsum of their values: " + sum + "\nlive heap, at most: \\d+ MB\n");
    }

    @Test
    void a_list_makes_no_difference_to_the_result() throws Exception {
        assertThat(Output.of("pipe-json", "1009", "--list"))
                .startsWith("1009 events, as a list first\nsum of their values: 49536\n");
    }
}
