package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static dev.sluice.flow.Workers.workersByKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a pipeline, and in which order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck
class PipelineTest {
    private static final int MANY = 1_237;

    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    private static List<Integer> squares(int count) {
        return IntStream.rangeClosed(1, count).map(i -> i * i).boxed().toList();
    }

    private static int square(int number) {
        return number * number;
    }

    @Test
    void composition_reads_in_a_chain() throws InterruptedException {
        List<Integer> result = Pipeline.of(2, 3)
                .map(PipelineTest::square)
                .map(PipelineTest::square)
                .toList()
                .run();

        assertThat(result).containsExactly(16, 81);
    }

    @Test
    void an_empty_source_makes_an_empty_result() throws InterruptedException {
        assertThat(Pipeline.<Integer>of().map(PipelineTest::square).toList().run())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void one_worker_keeps_the_order_whatever_the_buffers(int capacity) throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(MANY))
                .buffer(capacity)
                .map(PipelineTest::square)
                .buffer(capacity)
                .filter(number -> number % 2 == 1)
                .toList()
                .run();

        assertThat(result)
                .isEqualTo(squares(MANY).stream().filter(i -> i % 2 == 1).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void several_workers_do_each_item_once(int number) throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(MANY))
                .map(workers(number), PipelineTest::square)
                .toList()
                .run();

        assertThat(result).containsExactlyInAnyOrderElementsOf(squares(MANY));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void ordered_workers_keep_the_order(int number) throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(MANY))
                .map(workers(number).ordered(), PipelineTest::square)
                .toList()
                .run();

        assertThat(result).isEqualTo(squares(MANY));
    }

    @Test
    void ordered_elastic_workers_keep_the_order() throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(MANY))
                .map(workers(1, 9).ordered(), PipelineTest::square)
                .toList()
                .run();

        assertThat(result).isEqualTo(squares(MANY));
    }

    @Test
    void an_ordered_flat_map_keeps_the_order_of_items_and_results() throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(53))
                .flatMap("expand", workers(5).ordered(), i -> Collections.nCopies(i, i))
                .toList()
                .run();

        assertThat(result)
                .isEqualTo(numbers(53).stream()
                        .flatMap(i -> Collections.nCopies(i, i).stream())
                        .toList());
    }

    @Test
    void items_with_the_same_key_are_done_one_at_a_time_and_in_order() throws InterruptedException {
        Map<Integer, List<Integer>> done = new ConcurrentHashMap<>();
        Map<Integer, Integer> underWay = new ConcurrentHashMap<>();

        List<Integer> result = Pipeline.from(numbers(MANY))
                .map("apply", workersByKey(8, i -> i % 13), i -> {
                    assertThat(underWay.put(i % 13, i)).isNull();
                    Channel.after(Duration.ofNanos(1000)).receive(); // lets others run
                    done.computeIfAbsent(i % 13, _ -> new ArrayList<>()).add(i);
                    underWay.remove(i % 13);
                    return i;
                })
                .toList()
                .run();

        assertThat(result).containsExactlyInAnyOrderElementsOf(numbers(MANY));
        assertThat(done).hasSize(13).allSatisfy((_, items) -> assertThat(items).isSorted());
        assertThat(result.stream().collect(Collectors.groupingBy(i -> i % 13))).isEqualTo(done);
    }

    @Test
    void a_pipeline_can_be_gone_on_with_in_several_ways() throws InterruptedException {
        Pipeline<Integer> numbers = Pipeline.from(numbers(5));

        assertThat(numbers.map(i -> i + 1).toList().run()).containsExactly(2, 3, 4, 5, 6);
        assertThat(numbers.reduce(0, Integer::sum).run()).isEqualTo(15);
        assertThat(numbers.collect(Collectors.counting()).run()).isEqualTo(5);
    }

    @Test
    void a_stream_can_be_run_once_and_is_closed() throws InterruptedException {
        List<String> closed = new ArrayList<>();
        RunnablePipeline<List<Integer>> pipeline = Pipeline.from(Stream.of(1, 2).onClose(() -> closed.add("closed")))
                .toList();

        assertThat(pipeline.run()).containsExactly(1, 2);

        assertThat(closed).containsExactly("closed");
        assertThatThrownBy(pipeline::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a stream can be read only once");
    }

    @Test
    void stages_are_named_and_numbered() throws InterruptedException {
        try (var run = Pipeline.of(1)
                .named("numbers")
                .map(i -> i)
                .map(i -> i)
                .map("last", workers(2), i -> i)
                .toList()
                .start()) {
            run.join();

            assertThat(run.progress())
                    .extracting(StageProgress::name)
                    .containsExactly("numbers", "map", "map-2", "last", "collect");
        }
    }

    @Test
    void a_name_after_a_sink_is_the_last_stages_and_a_run_has_its_own() throws InterruptedException {
        assertThat(names(Pipeline.of(1).map(i -> i).forEach(_ -> {}).named("store")))
                .containsExactly("source", "map", "store", "end");
        assertThat(names(Pipeline.of(1).map("double", i -> 2 * i).toList().named("all")))
                .containsExactly("source", "double", "all");
        assertThat(names(Pipeline.of(1).map(i -> i).discard().named("last"))).containsExactly("source", "last", "end");
        assertThat(names(Pipeline.of(1).reduce(0, Integer::sum).named("sum"))).containsExactly("source", "sum");
        assertThat(names(Pipeline.of(1).to(Channel.buffered(1)).named("out"))).containsExactly("source", "out");
        try (var run = Pipeline.of(1).toList().runNamed("orders").named("all").start()) {
            assertThat(run.toString()).startsWith("run orders (");
        }
    }

    private static List<String> names(RunnablePipeline<?> pipeline) throws InterruptedException {
        try (var run = pipeline.start()) {
            run.join();
            return run.progress().stream().map(StageProgress::name).toList();
        }
    }
}
