package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static dev.sluice.flow.Workers.workersByKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.resilience.TimeoutExceededException;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does the work of a stage, and in which order it comes out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineWorkersTest {
    private static final Context.Key<String> USER = Context.key("user");

    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    // In order

    @Test
    @Deterministic
    void ordered_results_come_in_order_in_every_schedule() throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(11))
                .buffer(2)
                .map(workers(3).ordered(3), i -> {
                    Bubble.giveWay();
                    return -i;
                })
                .filter(workers(2).ordered(), i -> i % 2 != 0)
                .toList()
                .run();

        assertThat(result).containsExactly(-1, -3, -5, -7, -9, -11);
    }

    @Test
    @Deterministic
    void no_more_than_the_window_is_under_way_behind_a_slow_item() throws InterruptedException { // ask 9
        Channel<Integer> slow = Channel.unbuffered();
        List<Integer> begun = new ArrayList<>();

        try (var run = Pipeline.from(numbers(100))
                .map(workers(4).ordered(9), i -> {
                    begun.add(i);
                    if (i == 1) {
                        slow.receive();
                    }
                    return i;
                })
                .toList()
                .start()) {
            Bubble.settle();

            assertThat(begun).containsExactlyInAnyOrderElementsOf(numbers(9));

            slow.close();
            assertThat(run.join()).isEqualTo(numbers(100));
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void a_slow_item_doesnt_hold_up_others_that_need_no_order() throws InterruptedException { // ask 9
        Channel<Integer> slow = Channel.unbuffered();

        try (var results = Pipeline.from(numbers(100))
                .map(workers(2), i -> i == 1 ? i + slow.capacity() + wait(slow) : i)
                .open()) {
            List<Integer> first = new ArrayList<>();
            for (int i = 0; i < 99; i++) {
                first.add(results.channel().receive());
            }
            assertThat(first).isEqualTo(numbers(100).subList(1, 100));
        }
    }

    private static int wait(Channel<Integer> channel) throws InterruptedException {
        channel.receive();
        return 0;
    }

    @Test
    void ordered_workers_react_to_a_cancel_at_once() throws InterruptedException { // ask 9
        var inside = new AtomicInteger();

        try (var run = Pipeline.from(numbers(100))
                .map(workers(8).ordered(), i -> {
                    inside.incrementAndGet();
                    Thread.sleep(Duration.ofHours(1)); // as a call that blocks
                    return i;
                })
                .toList()
                .start()) {
            Eventually.becomes(() -> inside.get() == 8);
            run.cancel();

            assertThatThrownBy(run::join).isInstanceOf(CancelledException.class);
        }
    }

    // By key

    @Test
    @Deterministic
    void a_key_is_done_by_one_worker_at_a_time_in_every_schedule() throws InterruptedException { // jox#167, ox#346
        Map<String, Integer> underWay = new HashMap<>();
        Map<String, List<Integer>> done = new HashMap<>();

        List<Integer> result = Pipeline.from(numbers(14))
                .buffer(2)
                .map("apply", workersByKey(3, i -> "key " + i % 3), i -> {
                    String key = "key " + i % 3;
                    assertThat(underWay.put(key, i)).isNull();
                    Bubble.giveWay();
                    assertThat(underWay.remove(key)).isEqualTo(i);
                    done.computeIfAbsent(key, _ -> new ArrayList<>()).add(i);
                    return i;
                })
                .toList()
                .run();

        assertThat(result).containsExactlyInAnyOrderElementsOf(numbers(14));
        assertThat(done.values())
                .hasSize(3)
                .allSatisfy(items -> assertThat(items).isSorted());
    }

    @Test
    @Deterministic(seeds = 50)
    void a_slow_key_holds_up_its_own_items_until_they_fill_the_window() throws InterruptedException {
        Channel<Integer> slow = Channel.unbuffered();
        List<Integer> done = new ArrayList<>();

        try (var run = Pipeline.from(numbers(20))
                .forEach("apply", workersByKey(2, 6, i -> i % 2), i -> {
                    if (i % 2 == 0) {
                        slow.receive();
                    }
                    done.add(i);
                })
                .start()) {
            Bubble.settle();

            assertThat(done).containsExactly(1, 3, 5, 7, 9, 11);

            slow.close();
            run.join();
            assertThat(done).containsExactlyInAnyOrderElementsOf(numbers(20));
        }
    }

    @Test
    void a_key_that_cant_be_told_ends_the_run() {
        RunnablePipeline<?> pipeline =
                Pipeline.of("a", "b").forEach("apply", workersByKey(2, text -> Integer.parseInt(text)), _ -> {});

        assertThatThrownBy(pipeline::run)
                .isInstanceOf(NumberFormatException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::toString)
                        .contains("in stage apply, at item 1: a"));
    }

    // Elastic

    @Test
    @Deterministic(seeds = 5)
    void a_stage_that_waits_for_others_grows_and_shrinks_again() throws InterruptedException {
        Channel<Integer> in = Channel.buffered(64);

        try (var scope = Scope.open();
                var run = Pipeline.from(in)
                        .forEach(
                                "call",
                                workers(1, 16),
                                _ -> Channel.after(Duration.ofMillis(40)).receive())
                        .start()) {
            scope.go(() -> {
                for (int i = 0; i < 3_000; i++) {
                    in.send(i);
                }
                while (in.sendIfOpen(0)) {
                    Channel.after(Duration.ofMillis(200)).receive();
                }
            });
            Eventually.becomes(() -> run.progress().get(1).workers() == 16);
            Eventually.becomes(() -> run.progress().get(1).in() > 3_000);
            Eventually.becomes(() -> run.progress().get(1).workers() == 1);

            assertThat(Bubble.elapsed()).isLessThan(Duration.ofSeconds(30));
            run.drain();
            run.join();
        }
    }

    @Test
    void elastic_workers_do_each_item_once() throws InterruptedException {
        List<Integer> result = Pipeline.from(numbers(20_011))
                .map(workers(1, 12), i -> {
                    if (i % 100 == 0) {
                        Channel.after(Duration.ofMillis(1)).receive();
                    }
                    return i;
                })
                .map(workers(2, 5).ordered(), i -> i)
                .toList()
                .run();

        assertThat(result).containsExactlyInAnyOrderElementsOf(numbers(20_011));
    }

    // On platform threads

    @Test
    void work_on_platform_threads_has_the_context_of_the_run() throws InterruptedException {
        List<String> seen;
        try (var context = Context.current().with(USER, "ann")) {
            List<List<String>> result = new ArrayList<>();
            context.run(() -> result.add(Pipeline.of(1, 2, 3)
                    .map(
                            "compute",
                            workers(2).onPlatformThreads(),
                            _ -> Thread.currentThread().isVirtual() + " "
                                    + Context.current().value(USER))
                    .toList()
                    .run()));
            seen = result.getFirst();
        }

        assertThat(seen).hasSize(3).containsOnly("false ann");
    }

    @Test
    void work_on_platform_threads_is_interrupted_and_waited_for() throws InterruptedException {
        var inside = new AtomicBoolean();
        var ended = new AtomicBoolean();

        try (var _ = Pipeline.of(1)
                .forEach("compute", workers(1).onPlatformThreads(), _ -> {
                    inside.set(true);
                    try {
                        Thread.sleep(Duration.ofHours(1)); // as a call that blocks
                    } finally {
                        ended.set(true);
                    }
                })
                .start()) {
            Eventually.becomes(inside::get);
        }

        assertThat(ended).isTrue();
    }

    @Test
    void what_work_on_platform_threads_throws_comes_as_itself() {
        RunnablePipeline<?> pipeline = Stream.of(1)
                .map(Pipeline::of)
                .map(each -> each.forEach("compute", workers(1).onPlatformThreads(), _ -> {
                    throw new IllegalStateException("bad");
                }))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(pipeline::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bad");
    }

    // Calls that are abandoned

    /** Blocks as native code does, which no interrupt ends. */
    private static void hang(CountDownLatch released) {
        while (released.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void a_call_that_hangs_past_its_time_is_abandoned_and_the_stage_goes_on() throws InterruptedException {
        var released = new CountDownLatch(1);
        var failed = new ConcurrentLinkedQueue<Object>();
        try {
            List<Integer> done = Pipeline.of(1, 2, 3)
                    .map("compute", workers(1).onPlatformThreads().abandoning(Duration.ofMillis(1), 3), i -> {
                        if (i == 1) {
                            hang(released);
                        }
                        return i;
                    })
                    .timeout(Duration.ofSeconds(1))
                    .deadLetter(TimeoutExceededException.class, each -> failed.add(each.item()))
                    .toList()
                    .run();

            assertThat(failed).contains(1);
            assertThat(done.size() + failed.size()).isEqualTo(3);
        } finally {
            released.countDown();
        }
    }

    @Test
    void a_run_that_is_cancelled_does_not_wait_for_a_call_that_it_may_abandon() throws InterruptedException {
        var inside = new AtomicBoolean();
        var ended = new AtomicBoolean();
        var released = new CountDownLatch(1);
        try {
            try (var _ = Pipeline.of(1)
                    .forEach("compute", workers(1).onPlatformThreads().abandoning(Duration.ofMillis(1), 1), _ -> {
                        inside.set(true);
                        hang(released);
                        ended.set(true);
                    })
                    .start()) {
                Eventually.becomes(inside::get);
            }

            assertThat(ended).isFalse();
        } finally {
            released.countDown();
        }
    }

    @Test
    void no_call_is_begun_while_as_many_as_may_be_abandoned_still_run() {
        var released = new CountDownLatch(1);
        try {
            // Without end: a call whose thread comes too late to begin it isn't one that is abandoned.
            assertThatThrownBy(() -> Pipeline.generate(() -> 1)
                            .onEach(
                                    "compute",
                                    workers(1).onPlatformThreads().abandoning(Duration.ofMillis(1), 1),
                                    _ -> hang(released))
                            .timeout(Duration.ofMillis(10))
                            .deadLetter(TimeoutExceededException.class, _ -> {})
                            .discard()
                            .run())
                    .isInstanceOf(TooManyAbandonedException.class);
        } finally {
            released.countDown();
        }
    }

    @Test
    void calls_begin_again_when_the_abandoned_ones_have_ended() throws InterruptedException {
        var released = new CountDownLatch(1);
        var done = new AtomicBoolean();
        var next = new AtomicInteger();

        Pipeline.generate(() -> done.get() ? null : next.incrementAndGet())
                .onEach("compute", workers(1).onPlatformThreads().abandoning(Duration.ofMillis(1), 1), i -> {
                    if (i == 1) {
                        hang(released);
                    }
                    done.set(true);
                })
                .timeout(Duration.ofSeconds(1))
                .deadLetter(TimeoutExceededException.class, _ -> {})
                .deadLetter(TooManyAbandonedException.class, _ -> released.countDown())
                .discard()
                .run();

        assertThat(released.getCount()).isZero();
    }

    @Test
    void bad_numbers_are_refused() {
        assertThatThrownBy(() -> workers(1).abandoning(Duration.ofSeconds(1), 1))
                .hasMessage("only calls on platform threads can be abandoned: say onPlatformThreads() before");
        assertThatThrownBy(() -> workers(1).onPlatformThreads().abandoning(Duration.ofSeconds(1), 0))
                .hasMessage("most must be at least 1, was 0");
        assertThatThrownBy(() -> workers(1).onPlatformThreads().abandoning(Duration.ZERO, 1))
                .hasMessage("grace must be more than 0 and at most 36500 days, was PT0S");
        assertThatThrownBy(() -> workers(0)).hasMessage("workers must be from 1 to 1048576, was 0");
        assertThatThrownBy(() -> workers(3, 2))
                .hasMessage("max must be at least min, which is 3, and at most 1048576, was 2");
        assertThatThrownBy(() -> workers(4).ordered(3))
                .hasMessage("window must be at least 4, one for each worker, and at most 4194304, was 3");
        assertThatThrownBy(() -> workers(4).ordered(0))
                .hasMessage("window must be at least 4, one for each worker, and at most 4194304, was 0");
        assertThatThrownBy(() -> workersByKey(2, i -> i).ordered()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> workersByKey(3, 2, i -> i))
                .hasMessage("window must be at least 3, one for each worker, and at most 4194304, was 2");
    }
}
