package dev.sluice.bench;

import static dev.sluice.bench.Figures.entry;
import static dev.sluice.bench.Figures.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class RatioTest {
    @Test
    void compares_within_rounds_so_that_a_slow_minute_hits_both() {
        var upper = entry("a", "a", round(30, 10, 20), round(2_000, 2_000), round(50));
        var lower = entry("b", "b", round(10), round(500, 1_500), round(10));

        Ratio ratio = Ratio.of(upper, lower);

        assertThat(ratio).isEqualTo(new Ratio(2, 2, 5, 3));
        assertThat(ratio.readable()).isEqualTo("2.00 (2.00–5.00)");
    }

    @Test
    void one_round_has_no_spread() {
        assertThat(Ratio.of(entry("a", "a", round(7)), entry("b", "b", round(4)))
                        .readable())
                .isEqualTo("1.75");
    }

    @Test
    void the_median_of_an_even_number_is_in_the_middle_of_two_and_that_of_nothing_is_an_error() {
        assertThat(Ratio.median(new double[] {9, 1, 2, 4})).isEqualTo(3);
        assertThatThrownBy(() -> Ratio.median(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbers_have_as_many_digits_as_say_something() {
        assertThat(Ratio.number(1234.5)).isEqualTo("1235");
        assertThat(Ratio.number(12.345)).isEqualTo("12.3");
        assertThat(Ratio.number(1.2345)).isEqualTo("1.23");
        assertThat(Ratio.number(0.0123)).isEqualTo("0.012");
    }
}
