package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.Channel;
import dev.sluice.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class DeterministicTest {
    private static final List<String> CALLS = new ArrayList<>();
    private static final Set<Object> INSTANCES = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Not a test of ours: run by those below. */
    static class Samples {
        private final Ticker ticker = Ticker.every(Duration.ofHours(1));

        @BeforeEach
        void before() {
            CALLS.add("before " + Bubble.isInside());
        }

        @AfterEach
        void after() {
            CALLS.add("after " + Bubble.isInside());
            ticker.close();
        }

        @Test
        @Deterministic(seeds = 5)
        void passes() throws InterruptedException {
            INSTANCES.add(this);
            ticker.receive();
            CALLS.add("test " + Bubble.elapsed());
        }

        @Test
        @Deterministic(seeds = 50)
        void fails_sometimes() throws InterruptedException {
            CALLS.add("run");
            Channel<Integer> channel = Channel.buffered(2);
            try (var scope = dev.sluice.Scope.open()) {
                scope.go(() -> channel.send(1));
                scope.go(() -> channel.send(2));
                scope.join();
            }
            assertThat(channel.receive()).isEqualTo(1);
        }

        @Test
        @Seed(42)
        void replays() {
            CALLS.add("seed");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        @Deterministic(seeds = 3)
        void takes_parameters(int capacity) {
            CALLS.add("capacity " + capacity);
        }

        @Nested
        class Inner {
            @Test
            @Deterministic(seeds = 2)
            void passes() throws InterruptedException {
                ticker.receive();
                CALLS.add("nested");
            }
        }
    }

    private static Events run(Class<?> type, String method, @Nullable Integer seeds) {
        CALLS.clear();
        INSTANCES.clear();
        String parameters = method.startsWith("takes") ? "int" : "";
        var builder = EngineTestKit.engine("junit-jupiter").selectors(selectMethod(type, method, parameters));
        if (seeds != null) {
            builder.configurationParameter(DeterministicExtension.SEEDS, seeds.toString());
        }
        return builder.execute().testEvents();
    }

    @Test
    void each_seed_gets_an_instance_of_its_own_inside_of_the_bubble() {
        Events events = run(Samples.class, "passes", null);

        events.assertStatistics(stats -> stats.started(1).succeeded(1));
        assertThat(INSTANCES).hasSize(5);
        assertThat(CALLS).hasSize(15);
        assertThat(CALLS.subList(0, 3)).containsExactly("before true", "test PT1H", "after true");
    }

    @Test
    void the_first_seed_that_fails_fails_the_test_with_its_schedule() {
        Events events = run(Samples.class, "fails_sometimes", null);

        events.assertStatistics(stats -> stats.started(1).failed(1));
        Throwable failure = events.failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow();
        assertThat(failure).isInstanceOf(AssertionError.class);
        assertThat(Schedule.of(failure)).isNotNull();
    }

    @Test
    void a_seed_is_run_once() {
        run(Samples.class, "replays", null).assertStatistics(stats -> stats.succeeded(1));

        assertThat(CALLS).containsExactly("before true", "seed", "after true");
    }

    @Test
    void parameters_and_nested_classes_work() {
        run(Samples.class, "takes_parameters", null).assertStatistics(stats -> stats.succeeded(2));
        assertThat(CALLS).contains("capacity 0", "capacity 1");

        run(Samples.Inner.class, "passes", null).assertStatistics(stats -> stats.succeeded(1));
        assertThat(CALLS).containsExactly("before true", "nested", "after true", "before true", "nested", "after true");
    }

    @Test
    void a_configuration_parameter_says_how_many_seeds_there_are() {
        run(Samples.class, "passes", 17).assertStatistics(stats -> stats.succeeded(1));

        assertThat(INSTANCES).hasSize(17);
    }
}
