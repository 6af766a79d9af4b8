package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static dev.sluice.flow.Workers.workersByKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public number and duration of the package, far out of its range: it works, or is refused at once by its name. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class ArgumentsTest {
    private static final List<Integer> NUMBERS = List.of(Integer.MIN_VALUE, -1, 0, 1, 3, Integer.MAX_VALUE);

    private static final List<Long> LONG_NUMBERS = List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);

    private static final List<Duration> DURATIONS = List.of(
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofNanos(-1),
            Duration.ZERO,
            Duration.ofNanos(1),
            Duration.ofDays(101 * 366),
            Duration.ofDays(300 * 366),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

    private static Pipeline<Integer> three() {
        return Pipeline.of(1, 2, 3);
    }

    private static ReceiveChannel<Integer> three(Scope scope) throws InterruptedException {
        return Channels.generate(scope, 1, 2, 3);
    }

    // Pipelines

    /** Describes something with an argument. */
    @FunctionalInterface
    interface Description<V> {
        RunnablePipeline<?> with(V value);
    }

    private static final Map<String, Description<Integer>> OF_PIPELINES = new TreeMap<>(Map.ofEntries(
            Map.entry("size of batch", n -> three().batch(n).toList()),
            Map.entry(
                    "size of timed batch",
                    n -> three().batch(n, Duration.ofHours(1)).toList()),
            Map.entry("size of window", n -> three().window(n, 1).toList()),
            Map.entry("step of window", n -> three().window(1, n).toList()),
            Map.entry("capacity of buffer", n -> three().buffer(n).toList()),
            Map.entry(
                    "capacity of dropping buffer",
                    n -> three().buffer(n, Channel.Overflow.DROP_OLDEST).toList()),
            Map.entry("workers of workers", n -> three().map(workers(n), i -> i).toList()),
            Map.entry(
                    "min of workers",
                    n -> three().map(workers(n, Math.max(n, 1)), i -> i).toList()),
            Map.entry("max of workers", n -> three().map(workers(1, n), i -> i).toList()),
            Map.entry(
                    "workers of workersByKey",
                    n -> three().map(workersByKey(n, (Integer i) -> i), i -> i).toList()),
            Map.entry(
                    "window of workersByKey",
                    n -> three().map(workersByKey(2, n, (Integer i) -> i), i -> i)
                            .toList()),
            Map.entry(
                    "window of ordered",
                    n -> three().map(workers(2).ordered(n), i -> i).toList()),
            Map.entry(
                    "min of Workers",
                    n -> three().map(new Workers<Integer>(n, Math.max(n, 1), 0, false, null, null), i -> i)
                            .toList()),
            Map.entry(
                    "max of Workers",
                    n -> three().map(new Workers<Integer>(1, n, 0, false, null, null), i -> i)
                            .toList())));

    private static final Map<String, Description<Long>> LONG_OF_PIPELINES =
            Map.of("items of limit", n -> three().limit(n).toList());

    private static final Map<String, Description<Duration>> TIMES_OF_PIPELINES = new TreeMap<>(Map.of(
            "time of batch", t -> three().batch(2, t).toList(),
            "time of window", t -> three().window(t).toList(),
            "interval of throttle", t -> three().throttle(t).toList(),
            "interval of ticks", t -> Pipeline.ticks(t).limit(1).toList(),
            "limit of timeout",
                    t -> three().map(i -> i).timeout(t).deadLetter(_ -> {}).toList()));

    private static Stream<Arguments> pipelines() {
        return Stream.of(
                        cases(OF_PIPELINES, NUMBERS),
                        cases(LONG_OF_PIPELINES, LONG_NUMBERS),
                        cases(TIMES_OF_PIPELINES, DURATIONS))
                .flatMap(each -> each);
    }

    private static <V> Stream<Arguments> cases(Map<String, ?> subjects, List<V> values) {
        List<Arguments> all = new ArrayList<>();
        subjects.forEach((name, subject) -> values.forEach(value -> all.add(Arguments.of(name, value, subject))));
        return all.stream();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("pipelines")
    <V> void an_argument_of_a_pipeline_works_or_is_refused_at_once(String name, V value, Description<V> description)
            throws Exception {
        RunnablePipeline<?> described;
        try {
            described = description.with(value);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith(argument(name) + " must be ").hasMessageEndingWith(", was " + value);
            return;
        }

        described.run(Exception.class);
    }

    private static String argument(String name) {
        return name.substring(0, name.indexOf(' '));
    }

    // Functions on channels

    /** Starts a stage with an argument. */
    @FunctionalInterface
    interface Start<V> {
        List<? extends ReceiveChannel<?>> with(Scope scope, V value) throws Exception;
    }

    private static final Map<String, Start<Integer>> OF_CHANNELS = new TreeMap<>(Map.of(
            "workers of map", (scope, n) -> List.of(Channels.map(scope, three(scope), n, i -> i)),
            "workers of mapOrdered", (scope, n) -> List.of(Channels.mapOrdered(scope, three(scope), n, i -> i)),
            "capacity of buffer", (scope, n) -> List.of(Channels.buffer(scope, three(scope), n)),
            "size of batch", (scope, n) -> List.of(Channels.batch(scope, three(scope), n, Duration.ofHours(1))),
            "branches of fanOut", (scope, n) -> Channels.fanOut(scope, three(scope), n, i -> i),
            "branches of split", (scope, n) -> Channels.split(scope, three(scope), n)));

    private static final Map<String, Start<Long>> LONG_OF_CHANNELS =
            Map.of("values of limit", (scope, n) -> List.of(Channels.limit(scope, three(scope), n)));

    private static final Map<String, Start<Duration>> TIMES_OF_CHANNELS = new TreeMap<>(Map.of(
            "time of batch", (scope, t) -> List.of(Channels.batch(scope, three(scope), 2, t)),
            "delay of sleep", (scope, t) -> List.of(Channels.sleep(scope, three(scope), t)),
            "interval of pace", (scope, t) -> List.of(Channels.pace(scope, three(scope), t)),
            "interval of throttle", (scope, t) -> List.of(Channels.throttle(scope, three(scope), t)),
            "quiet of debounce", (scope, t) -> List.of(Channels.debounce(scope, three(scope), t))));

    private static Stream<Arguments> channels() {
        return Stream.of(
                        cases(OF_CHANNELS, NUMBERS),
                        cases(LONG_OF_CHANNELS, LONG_NUMBERS),
                        cases(TIMES_OF_CHANNELS, DURATIONS))
                .flatMap(each -> each);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("channels")
    <V> void an_argument_of_a_function_works_or_is_refused_at_once(String name, V value, Start<V> start)
            throws Exception {
        try (var scope = Scope.open()) {
            List<? extends ReceiveChannel<?>> outs;
            try {
                outs = start.with(scope, value);
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .hasMessageStartingWith(argument(name) + " must be ")
                        .hasMessageEndingWith(", was " + value);
                return;
            }

            for (ReceiveChannel<?> out : outs) {
                scope.go(() -> {
                    while (out.receive() != null) {
                        // to the end
                    }
                });
            }
            scope.join(Exception.class);
        }
    }

    // Runs

    private static Stream<Duration> durations() {
        return DURATIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("durations")
    void a_run_may_be_drained_for_any_time(Duration atMost) throws InterruptedException {
        try (var run = three().discard().start()) {
            boolean whole = run.drain(atMost);

            assertThat(whole || !atMost.isPositive() || atMost.equals(Duration.ofNanos(1)))
                    .isTrue();
        }
    }
}
