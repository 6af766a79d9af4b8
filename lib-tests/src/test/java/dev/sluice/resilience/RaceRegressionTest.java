package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resilience.CircuitBreaker.Permit;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Races that went wrong once, on real threads; each is named by what went wrong. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
class RaceRegressionTest {
    private static final int ROUNDS = 20_000;

    /**
     * Runs rounds in which all threads do their part at the same time, each with the same object of the round.
     *
     * @param make makes an object, in a state that the parts then race to change
     * @param check looks at it when all parts are done
     * @param parts what each thread does
     */
    @SafeVarargs
    private static <T> void race(Supplier<T> make, Consumer<T> check, Consumer<T>... parts)
            throws InterruptedException {
        var objects = Stream.generate(make).limit(ROUNDS).toList();
        var arrived = new AtomicInteger();
        var failed = new AtomicReference<Throwable>();
        var threads =
                new ArrayList<Thread>(); // of the platform: virtual threads that spin may keep others from running
        for (var part : parts) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (T each : objects) {
                    awaitOthers(arrived, parts.length);
                    try {
                        part.accept(each);
                    } catch (Throwable t) {
                        failed.set(t);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).hasNullValue();
        objects.forEach(check);
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer processors than threads
    private static void awaitOthers(AtomicInteger arrived, int parts) {
        int round = arrived.getAndIncrement() / parts;
        for (int spins = 0; arrived.get() < (round + 1) * parts; spins++) {
            if (spins < 1_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** A breaker, and the right to make four calls. */
    private record Called(CircuitBreaker breaker, List<Permit> permits) {
        static Called of(CircuitBreakerOptions options) {
            CircuitBreaker breaker = options.build();
            return new Called(breaker, Stream.generate(breaker::admit).limit(4).toList());
        }

        void succeed(int... calls) {
            for (int call : calls) {
                permits.get(call).success();
            }
        }

        void fail(int... calls) {
            for (int call : calls) {
                permits.get(call).failure();
            }
        }

        void mustBeOpen() {
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
        }
    }

    @Test
    void a_breaker_stayed_closed_though_each_order_of_its_results_opens_it() throws InterruptedException {
        var options = CircuitBreaker.named("b").window(2).minimumCalls(2).failureRate(0.5);

        race(
                () -> {
                    var called = Called.of(options);
                    called.succeed(0);
                    return called;
                },
                Called::mustBeOpen,
                called -> called.fail(1),
                called -> called.succeed(2, 3));
    }

    @Test
    void a_breaker_stayed_closed_when_a_good_call_made_the_minimum_while_others_went_on() throws InterruptedException {
        var options = CircuitBreaker.named("b").window(2).minimumCalls(2).failureRate(0.5);

        race(
                () -> {
                    var called = Called.of(options);
                    called.fail(0);
                    return called;
                },
                Called::mustBeOpen,
                called -> called.succeed(1),
                called -> called.succeed(2, 3));
    }

    @Test
    void a_breaker_over_a_time_stayed_closed_though_each_order_of_its_results_opens_it() throws InterruptedException {
        var options = CircuitBreaker.named("b")
                .window(Duration.ofHours(1))
                .minimumCalls(3)
                .failureRate(0.25);

        race(
                () -> {
                    var called = Called.of(options);
                    called.succeed(0);
                    return called;
                },
                Called::mustBeOpen,
                called -> called.fail(1),
                called -> called.succeed(2, 3));
    }

    @Test
    void a_keyed_limiter_kept_more_keys_than_it_may_when_several_came_at_once() throws InterruptedException {
        var options = KeyedRateLimiter.of(10, Duration.ofHours(1)).maxKeys(1);

        race(
                options::<Integer>build,
                limiter -> assertThat(limiter.size()).isEqualTo(1),
                limiter -> assertThat(limiter.allow(1)).isTrue(),
                limiter -> assertThat(limiter.allow(2)).isTrue(),
                limiter -> assertThat(limiter.allow(3)).isTrue());
    }
}
