package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.CheckedConsumer;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number and time that the package takes: it works, or is refused at once by its name, whatever its value. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 1)
class ArgumentsTest {
    /**
     * An argument.
     *
     * @param name what messages call it
     * @param takesZero whether zero works
     * @param takesNegative whether negative values work
     * @param takesLargest whether the largest value works
     * @param use uses it, in an object and in a call
     */
    record Argument<T>(
            String name, boolean takesZero, boolean takesNegative, boolean takesLargest, CheckedConsumer<T, ?> use) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Duration LARGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration SMALLEST = Duration.ofSeconds(Long.MIN_VALUE);

    private static <T> Argument<T> positive(String name, CheckedConsumer<T, ?> use) {
        return new Argument<>(name, false, false, true, use);
    }

    private static <T> Argument<T> bounded(String name, CheckedConsumer<T, ?> use) {
        return new Argument<>(name, false, false, false, use);
    }

    private static <T> Argument<T> notNegative(String name, CheckedConsumer<T, ?> use) {
        return new Argument<>(name, true, false, true, use);
    }

    private static <T> Argument<T> any(String name, CheckedConsumer<T, ?> use) {
        return new Argument<>(name, true, true, true, use);
    }

    /** Makes calls of which the first fails. */
    private static void failOnce(Retry retry) throws InterruptedException {
        int[] attempts = new int[1];
        assertThat(retry.<Integer>call(() -> {
                    if (++attempts[0] == 1) {
                        throw new IOException("busy");
                    }
                    return attempts[0];
                }))
                .isEqualTo(2);
    }

    private static void use(CircuitBreakerOptions options) throws InterruptedException {
        CircuitBreaker breaker = options.build();
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.<String>call(() -> "fine")).isEqualTo("fine");
        }
        breaker.forceOpen();
        breaker.reset();
        for (int i = 0; i < 20 && breaker.state() == CircuitBreaker.State.CLOSED; i++) {
            CircuitBreakerTest.fail(breaker);
        }
        try (var _ = breaker.admit()) {
            assertThat(breaker.state()).isNotEqualTo(CircuitBreaker.State.OPEN);
        } catch (CircuitOpenException e) {
            assertThat(e.retryAfter()).isPositive();
        }
    }

    private static void use(Hedge hedge) throws InterruptedException {
        assertThat(hedge.<String>call(() -> {
                    Time.pass(Duration.ofMillis(5));
                    return "fine";
                }))
                .isEqualTo("fine");
    }

    private static void use(RateLimiterOptions options) throws Exception {
        RateLimiter limiter = options.build();
        limiter.await();
        assertThat(limiter.available()).isNotNegative();
        assertThat(limiter.reserve().cancel()).isTrue();
    }

    private static void use(KeyedRateLimiterOptions options) throws Exception {
        KeyedRateLimiter<String> limiter = options.build();
        limiter.await("ada");
        limiter.await("bob");
        assertThat(limiter.size()).isBetween(1L, 2L);
    }

    private static CircuitBreakerOptions breaker() {
        return CircuitBreaker.named("b");
    }

    static List<Argument<Duration>> times() {
        return List.of(
                positive("first delay", time -> failOnce(Retry.exponential(time))),
                positive("first delay", time -> failOnce(Retry.exponential(time).decorrelatedJitter())),
                positive("first delay", time -> failOnce(Retry.exponential(time).noJitter())),
                notNegative("delay", time -> failOnce(Retry.with(Backoff.fixed(time)))),
                notNegative("longest delay", time -> {
                    var retry =
                            Retry.with(Backoff.fixed(Duration.ZERO).max(time).factor(3));
                    failOnce(retry);
                }),
                positive("elapsed time", time -> {
                    var retry = Retry.with(Backoff.fixed(Duration.ZERO)).maxElapsed(time);
                    failOnce(retry);
                }),
                positive(
                        "attempt timeout",
                        time -> failOnce(
                                Retry.with(Backoff.fixed(Duration.ZERO)).attemptTimeout(time))),
                positive("timeout", time -> {
                    String result = Guard.none().timeout(time).call(() -> "fine");
                    assertThat(result).isEqualTo("fine");
                }),
                any(
                        "asked",
                        time -> failOnce(
                                Retry.with(Backoff.fixed(Duration.ZERO)).retryAfter(_ -> time))),
                notNegative("delay", time -> use(Hedge.after(time).build())),
                notNegative(
                        "initial delay",
                        time -> use(Hedge.atPercentile(50, time).build())),
                positive("window", time -> use(breaker().window(time))),
                positive("time of a slow call", time -> use(breaker().slowRate(0.5, time))),
                positive("time to be open", time -> use(breaker().openFor(time))),
                positive("time of probes", time -> use(breaker().probes(1, time))),
                bounded("period", time -> use(RateLimiter.of(1, time))),
                bounded("warm-up", time -> use(RateLimiter.perSecond(10).warmUp(time))),
                bounded("period", time -> use(KeyedRateLimiter.of(1, time))),
                any("timeout", time -> RateLimiter.perSecond(10).build().await(time)));
    }

    static Stream<Arguments> eachTime() {
        return times().stream()
                .flatMap(argument -> Stream.of(
                                SMALLEST, Duration.ofNanos(-1), Duration.ZERO, Duration.ofMillis(1), LARGEST)
                        .map(value -> Arguments.of(argument, value)));
    }

    @ParameterizedTest
    @MethodSource("eachTime")
    void each_time_works_or_is_refused_at_once_by_its_name(Argument<Duration> argument, Duration value)
            throws Exception {
        boolean works = value.isPositive()
                ? argument.takesLargest || !value.equals(LARGEST)
                : value.isZero() ? argument.takesZero : argument.takesNegative;
        check(argument, value, works);
    }

    static List<Argument<Long>> counts() {
        return List.of(
                positive("attempts", count -> {
                    var retry = Retry.with(Backoff.fixed(Duration.ZERO)).attempts(intOf(count));
                    assertThat(retry.<String>call(() -> "fine")).isEqualTo("fine");
                }),
                positive("attempts", count -> {
                    var hedge = Hedge.after(Duration.ofMillis(1)).attempts(intOf(count));
                    use(hedge.build());
                }),
                bounded("window", count -> use(breaker().window(intOf(count)))),
                bounded("minimum", count -> use(breaker().minimumCalls(intOf(count)))),
                bounded("probes", count -> use(breaker().probes(intOf(count), Duration.ofSeconds(1)))),
                bounded(
                        "tokens",
                        count -> assertThat(RetryBudget.of(intOf(count), 0.5).allows())
                                .isTrue()),
                bounded("permits", count -> use(RateLimiter.of(count, Duration.ofSeconds(1)))),
                bounded("permits", count -> use(KeyedRateLimiter.of(count, Duration.ofSeconds(1)))),
                bounded("burst", count -> use(RateLimiter.perSecond(10).burst(count))),
                bounded("burst", count -> use(KeyedRateLimiter.perSecond(10).burst(count))),
                bounded("burst", count -> RateLimiter.perSecond(10).build().change(10, count)),
                bounded(
                        "burst",
                        count -> KeyedRateLimiter.perSecond(10).<String>build().change(10, count)),
                positive("max keys", count -> use(KeyedRateLimiter.perSecond(10).maxKeys(count))),
                bounded("permits", count -> RateLimiter.perSecond(10).build().await(count)),
                bounded(
                        "permits",
                        count -> assertThat(RateLimiter.perSecond(10)
                                        .build()
                                        .reserve(count)
                                        .delay())
                                .isZero()),
                positive(
                        "permits",
                        count -> assertThat(RateLimiter.perSecond(10).build().allow(count))
                                .isEqualTo(count == 1)),
                positive(
                        "permits",
                        count -> assertThat(KeyedRateLimiter.perSecond(10)
                                        .<String>build()
                                        .allow("ada", count))
                                .isEqualTo(count == 1)));
    }

    /** The value for an argument that is an int: the largest long is the largest int. */
    private static int intOf(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static Stream<Arguments> eachCount() {
        return counts().stream()
                .flatMap(argument -> Stream.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE)
                        .map(value -> Arguments.of(argument, value)));
    }

    @ParameterizedTest
    @MethodSource("eachCount")
    void each_count_works_or_is_refused_at_once_by_its_name(Argument<Long> argument, long value) throws Exception {
        check(argument, value, value == 1 || (value > 1 && argument.takesLargest));
    }

    static List<Argument<Double>> parts() {
        return List.of(
                bounded("permits per second", part -> use(RateLimiter.perSecond(part))),
                bounded("permits per second", part -> use(KeyedRateLimiter.perSecond(part))),
                bounded(
                        "permits per second",
                        part -> RateLimiter.perSecond(1).build().change(part, 1)),
                bounded(
                        "permits per second",
                        part -> KeyedRateLimiter.perSecond(1).<String>build().change(part, 1)),
                bounded("failure rate", part -> use(breaker().failureRate(part))),
                bounded("slow rate", part -> use(breaker().slowRate(part, Duration.ofSeconds(1)))),
                bounded(
                        "percentile",
                        part -> use(Hedge.atPercentile(part, Duration.ZERO).build())),
                bounded(
                        "tokens per success",
                        part -> assertThat(RetryBudget.of(10, part).allows()).isTrue()));
    }

    static Stream<Arguments> eachPart() {
        return parts().stream()
                .flatMap(argument -> Stream.of(
                                Double.NEGATIVE_INFINITY,
                                -1.0,
                                -0.0,
                                0.0,
                                Double.MIN_VALUE,
                                1.0,
                                1e300,
                                Double.MAX_VALUE,
                                Double.POSITIVE_INFINITY,
                                Double.NaN)
                        .map(value -> Arguments.of(argument, value)));
    }

    @ParameterizedTest
    @MethodSource("eachPart")
    void each_part_works_or_is_refused_at_once_by_its_name(Argument<Double> argument, double value) throws Exception {
        boolean isTinyPart = value == Double.MIN_VALUE
                && List.of("failure rate", "slow rate", "percentile").contains(argument.name);
        check(argument, value, value == 1.0 || isTinyPart);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e300, Double.MAX_VALUE})
    void a_large_factor_leads_to_the_longest_delay(double factor) {
        var delays =
                Backoff.fixed(Duration.ofMillis(1)).max(LARGEST).factor(factor).delays();
        for (int i = 0; i < 5; i++) {
            assertThat(delays.next()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NEGATIVE_INFINITY, -1, 0, 0.99, Double.POSITIVE_INFINITY, Double.NaN})
    void a_factor_that_is_none_is_refused(double factor) {
        assertThatThrownBy(() -> Backoff.fixed(Duration.ofMillis(1)).factor(factor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factor must be at least 1 and finite, was " + factor);
    }

    private static <T> void check(Argument<T> argument, T value, boolean works) throws Exception {
        if (works) {
            argument.use.accept(value);
            return;
        }
        assertThatThrownBy(() -> argument.use.accept(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(argument.name)
                .hasMessageContaining("must be")
                .hasMessageContaining("was ");
    }
}
