package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ManualWorld;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The delays, and their distribution with seeded chance. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class BackoffTest {
    private static final int SERIES = 20_000;
    private static final double TOLERANCE = 0.02;

    private static Backoff hundred() {
        return Backoff.exponential(Duration.ofMillis(100)).max(Duration.ofMillis(1500));
    }

    /** Jitter, which delay, its least, its most and its mean in milliseconds. */
    static Stream<Arguments> distributions() {
        return Stream.of(
                Arguments.of("full", full(), 1, 0, 100, 50),
                Arguments.of("full", full(), 2, 0, 200, 100),
                Arguments.of("full", full(), 4, 0, 800, 400),
                Arguments.of("full", full(), 5, 0, 1500, 750),
                Arguments.of("full", full(), 77, 0, 1500, 750),
                // Each is even between 100 and three times the one before, so the mean goes from m to (100 + 3 m) / 2.
                Arguments.of("decorrelated", decorrelated(), 1, 100, 300, 200),
                Arguments.of("decorrelated", decorrelated(), 2, 100, 900, 350));
    }

    private static UnaryOperator<Backoff> full() {
        return Backoff::fullJitter;
    }

    private static UnaryOperator<Backoff> decorrelated() {
        return Backoff::decorrelatedJitter;
    }

    @ParameterizedTest(name = "{0}, delay {2}: {3} to {4} ms, {5} on average") // pitfall 21
    @MethodSource("distributions")
    void jitter_is_spread_as_it_says(
            String name, UnaryOperator<Backoff> jitter, int number, int least, int most, int mean) {
        try (var _ = ManualWorld.seeded(23)) {
            double sum = 0;
            double lowest = Double.MAX_VALUE;
            double highest = 0;
            for (int series = 0; series < SERIES; series++) {
                var delays = jitter.apply(hundred()).delays();
                for (int skipped = 1; skipped < number; skipped++) {
                    var _ = delays.next();
                }
                double millis = delays.next().toNanos() / 1e6;
                sum += millis;
                lowest = Math.min(lowest, millis);
                highest = Math.max(highest, millis);
            }

            double spread = most - least;
            assertThat(lowest).isBetween((double) least, least + spread * TOLERANCE);
            assertThat(highest).isBetween(most - spread * TOLERANCE * 2, (double) most);
            assertThat(sum / SERIES).isBetween(mean - spread * TOLERANCE, mean + spread * TOLERANCE);
        }
    }

    @Test
    void full_jitter_is_even() {
        try (var _ = ManualWorld.seeded(5)) {
            int[] tenths = new int[10];
            for (int i = 0; i < SERIES; i++) {
                tenths[(int) (hundred().delays().next().toNanos() / 10_000_000)]++;
            }

            double chiSquare = 0;
            for (int count : tenths) {
                double expected = SERIES / 10.0;
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            assertThat(chiSquare).isLessThan(27.9); // 9 degrees of freedom, p = 0.001
        }
    }

    @Test
    void without_jitter_delays_double_up_to_the_longest() {
        var delays = hundred().noJitter().delays();

        assertThat(Stream.generate(delays::next).limit(6).map(Duration::toMillis))
                .containsExactly(100L, 200L, 400L, 800L, 1500L, 1500L);
        delays.reset();
        assertThat(delays.next()).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest // pitfall 21
    @MethodSource("jitters")
    void a_thousand_attempts_dont_overflow(UnaryOperator<Backoff> jitter) {
        var longest = Duration.ofSeconds(Long.MAX_VALUE);
        var delays = jitter.apply(
                        Backoff.exponential(Duration.ofDays(30_000)).factor(1e9).max(longest))
                .delays();

        for (int i = 0; i < 1000; i++) {
            assertThat(delays.next()).isBetween(Duration.ZERO, Duration.ofNanos(Nanos.LONGEST));
        }
    }

    static Stream<UnaryOperator<Backoff>> jitters() {
        return Stream.of(Backoff::fullJitter, Backoff::decorrelatedJitter, Backoff::noJitter);
    }

    @Test
    void fixed_delays_are_all_the_same() {
        var delays = Backoff.fixed(Duration.ofMillis(70)).delays();

        assertThat(Stream.generate(delays::next).limit(3)).containsOnly(Duration.ofMillis(70));
    }

    @Test
    void rejects_misuse() {
        assertThatThrownBy(() -> Backoff.exponential(Duration.ZERO))
                .hasMessage("first delay must be more than 0, was PT0S");
        assertThatThrownBy(() -> Backoff.fixed(Duration.ofNanos(-1)))
                .hasMessage("delay must be at least 0, was PT-0.000000001S");
        assertThatThrownBy(() -> hundred().max(Duration.ofMillis(99)))
                .hasMessage("longest delay must be at least the first, PT0.1S, was PT0.099S");
        assertThatThrownBy(() -> hundred().factor(0.9)).hasMessage("factor must be at least 1 and finite, was 0.9");
        assertThatThrownBy(() -> hundred().factor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
