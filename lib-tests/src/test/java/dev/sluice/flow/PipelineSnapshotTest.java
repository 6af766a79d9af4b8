package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Sluice;
import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.PipelineState;
import dev.sluice.inspect.ScopeState;
import dev.sluice.inspect.Snapshot;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a snapshot shows of runs of pipelines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
@NullUnmarked
class PipelineSnapshotTest {
    private final Channel<Integer> numbers = Channel.unbuffered();
    private final Channel<Integer> gate = Channel.unbuffered();

    private static PipelineState pipeline(String name) {
        return Sluice.snapshot().pipelines().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean runs(String name) {
        return Sluice.snapshot().pipelines().stream()
                .anyMatch(each -> each.name().equals(name));
    }

    /** The stages as they feed each other. */
    private static List<String> edges(PipelineState pipeline) {
        return pipeline.stages().stream()
                .flatMap(stage -> stage.inputs().stream()
                        .map(input -> input.from() + " -> " + stage.state().name()))
                .toList();
    }

    @Test
    void shows_the_stages_of_a_run_with_what_is_between_them_until_it_ends() throws Exception {
        try (var run = Pipeline.from(numbers)
                .map("parse", Workers.workers(2, 5), x -> {
                    gate.receive();
                    return -x;
                })
                .buffer(7)
                .forEach(_ -> {})
                .named("store")
                .runNamed("orders")
                .start()) {
            for (int i = 0; i < 4; i++) {
                numbers.send(i);
            }
            Eventually.becomes(() -> runs("orders")
                    && pipeline("orders").stages().get(1).state().in() == 2
                    && pipeline("orders").stages().get(1).state().queued() == 2);

            PipelineState orders = pipeline("orders");
            PipelineState.Stage parse = orders.stages().get(1);

            assertThat(edges(orders)).containsExactly("source -> parse", "parse -> store", "store -> end");
            assertThat(parse.least()).isEqualTo(2);
            assertThat(parse.most()).isEqualTo(5);
            assertThat(parse.mostWorkers()).isGreaterThanOrEqualTo(2);
            assertThat(parse.inputs())
                    .hasSize(1)
                    .first()
                    .satisfies(input -> assertThat(input.length()).isEqualTo(2));
            assertThat(orders.stages().get(2).inputs().getFirst().capacity()).isEqualTo(7);
            assertThat(orders.elapsed()).isPositive();
            assertThat(orders.draining()).isFalse();
            assertThat(goroutines(Sluice.snapshot()))
                    .extracting(GoroutineState::name)
                    .anyMatch(each -> each.startsWith(parse.goroutines() + "-"));
            List<String> queues = queues(orders);
            assertThat(channels()).containsAll(queues);
            assertThat(Sluice.dump())
                    .contains(
                            "pipelines\n  orders run ", "    parse: 2 of 2 to 5 workers, 2 of 16 queued; 2 in, 0 out");

            run.drain();
            assertThat(pipeline("orders").draining()).isTrue();
            gate.close();
            run.join();
            assertThat(runs("orders")).isFalse();
            assertThat(channels()).doesNotContainAnyElementsOf(queues);
        }
    }

    private static List<String> queues(PipelineState pipeline) {
        return pipeline.stages().stream()
                .flatMap(stage -> stage.inputs().stream())
                .map(PipelineState.Input::channel)
                .toList();
    }

    private static List<String> channels() {
        return Sluice.snapshot().channels().stream().map(ChannelState::id).toList();
    }

    private static Stream<GoroutineState> goroutines(Snapshot snapshot) {
        return snapshot.owners().stream().flatMap(PipelineSnapshotTest::inside);
    }

    private static Stream<GoroutineState> inside(GoroutineState thread) {
        return thread.scopes().stream()
                .map(ScopeState::goroutines)
                .flatMap(List::stream)
                .flatMap(each -> Stream.concat(Stream.of(each), inside(each)));
    }

    @Test
    void shows_where_ways_part_and_meet() throws Exception {
        var other = Pipeline.from(gate).map(x -> x).named("other");
        var main = Pipeline.from(numbers)
                .tee(copy -> copy.forEach(_ -> {}).named("log"))
                .partition(x -> x > 0, rest -> rest.forEach(_ -> {}).named("negative"));
        try (var run = Pipeline.merge(main, other)
                .forEach(_ -> {})
                .named("store")
                .runNamed("ways")
                .start()) {
            Eventually.becomes(() -> runs("ways"));

            assertThat(edges(pipeline("ways")))
                    .containsExactlyInAnyOrder(
                            "source -> tee",
                            "tee -> log",
                            "tee -> partition",
                            "partition -> negative",
                            "partition -> merge",
                            "source-2 -> other",
                            "other -> merge",
                            "merge -> store",
                            "store -> end-3",
                            "log -> end",
                            "negative -> end-2");
            run.cancel();
        }
    }
}
