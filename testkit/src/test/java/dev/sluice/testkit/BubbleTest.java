package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.runtime.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class BubbleTest {
    private final World before = World.current();

    @AfterEach
    void the_world_is_put_back() {
        assertThat(World.current()).isSameAs(before);
    }

    /** Two goroutines, each of which writes its letter three times; any order can come of it. */
    private static String interleaving(long seed) throws InterruptedException {
        var letters = new StringBuilder();
        Bubble.run(seed, () -> {
            try (var scope = Scope.open()) {
                for (char letter : new char[] {'a', 'b'}) {
                    scope.go(() -> {
                        for (int i = 0; i < 3; i++) {
                            Bubble.step("write");
                            letters.append(letter);
                        }
                    });
                }
                scope.join();
            }
        });
        return letters.toString();
    }

    @Test
    void the_same_seed_makes_the_same_schedule_and_others_make_others() throws InterruptedException {
        var seen = new HashSet<String>();
        for (long seed = 1; seed <= 300; seed++) {
            String order = interleaving(seed);
            assertThat(interleaving(seed)).isEqualTo(order);
            seen.add(order);
        }

        assertThat(seen).as("all orders of three a and three b").hasSize(20);
    }

    @Test
    void equal_runs_have_equal_schedules() throws InterruptedException {
        Schedule one = Bubble.run(7, BubbleTest::exchange);
        Schedule same = Bubble.run(7, BubbleTest::exchange);
        Schedule other = Bubble.run(9, BubbleTest::exchange);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one.toString()).isEqualTo(same.toString());
        assertThat(one).isNotEqualTo(other);
        assertThat(one.seed()).isEqualTo(7);
    }

    private static void exchange() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        try (var scope = Scope.open()) {
            for (int i = 0; i < 4; i++) {
                int value = i;
                scope.go(() -> channel.send(value));
                scope.go(() -> channel.receive());
            }
            scope.join();
        }
    }

    @Test
    void what_the_body_throws_comes_out_as_itself() {
        var checked = new IOException("checked");
        var unchecked = new IllegalStateException("unchecked");
        var error = new AssertionError("error");

        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    throw checked;
                }))
                .isSameAs(checked);
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    throw unchecked;
                }))
                .isSameAs(unchecked);
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(Schedule.of(checked)).isNotNull();
    }

    @Test
    void a_bubble_inside_of_another_is_rejected() {
        assertThatThrownBy(() -> Bubble.run(42, () -> {
                    try (var scope = Scope.open().named("outer")) {
                        scope.go("inner", () -> Bubble.run(1, () -> {}));
                        scope.join();
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a bubble can't be opened inside of another: goroutine outer/inner-1 is in the bubble of seed"
                                + " 42");
        assertThatThrownBy(() -> Bubble.run(1, FakeClock::install)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void threads_outside_stay_in_the_real_world() throws InterruptedException {
        var results = new ArrayList<Long>();
        Bubble.run(1, () -> {
            var outside = new Thread(() -> {
                assertThat(Bubble.isInside()).isFalse();
                results.add(World.current().nanoTime());
                var own = Channel.<Integer>buffered(1);
                own.offer(1);
                results.add((long) own.length());
            });
            outside.start();
            outside.join();
            assertThat(Bubble.isInside()).isTrue();
        });

        assertThat(results.getFirst())
                .isCloseTo(System.nanoTime(), org.assertj.core.data.Offset.offset(60_000_000_000L));
        assertThat(results.getLast()).isEqualTo(1);
    }

    @Test
    void a_thread_outside_that_wakes_a_goroutine_is_told_so() {
        var thrown = new ArrayList<Throwable>();

        Throwable failure = catchThrowable(() -> Bubble.run(1, () -> {
            Channel<Integer> channel = Channel.unbuffered();
            try (var scope = Scope.open().named("s")) {
                scope.go("receiver", () -> channel.receive());
                Bubble.settle();
                var outside = new Thread(() -> thrown.add(catchThrowable(() -> channel.send(1))));
                outside.start();
                outside.join();
                scope.join();
            }
        }));

        assertThat(failure).isInstanceOf(DeadlockError.class);
        assertThat(thrown.getFirst())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of the bubble, has to do with goroutine s/receiver-1");
    }

    @Test
    void ten_thousand_goroutines_by_either_strategy() throws InterruptedException {
        for (long seed = 1; seed <= 2; seed++) {
            Bubble.run(seed, () -> {
                Channel<Integer> channel = Channel.unbuffered();
                long sum = 0;
                try (var scope = Scope.open()) {
                    for (int i = 0; i < 10_000; i++) {
                        int value = i;
                        scope.go(() -> channel.send(value));
                    }
                    for (int i = 0; i < 10_000; i++) {
                        sum += channel.receive();
                    }
                    scope.join();
                }
                assertThat(sum).isEqualTo(10_000L * 9_999 / 2);
            });
        }
    }

    @Test
    void a_goroutine_that_polls_is_made_to_give_way() throws InterruptedException {
        for (long seed = 1; seed <= 50; seed++) {
            Bubble.run(seed, () -> {
                Channel<Integer> channel = Channel.buffered(1);
                try (var scope = Scope.open()) {
                    scope.go(() -> channel.send(1));
                    while (channel.tryReceive().orNull() == null) {
                        Thread.onSpinWait();
                    }
                    scope.join();
                }
            });
        }
    }

    @Test
    void settle_lets_all_others_run_until_they_wait() throws InterruptedException {
        Bubble.explore(50, () -> {
            var done = new ArrayList<Integer>();
            Channel<Integer> never = Channel.unbuffered();
            try (var scope = Scope.open()) {
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    scope.go(() -> {
                        Bubble.giveWay();
                        done.add(number);
                        never.receive();
                    });
                }
                Bubble.settle();
                assertThat(done).hasSize(5);
                scope.cancel();
                scope.join();
            }
        });
    }

    @Test
    void nothing_is_left_behind_even_by_a_failure() {
        var threads = new ArrayList<Thread>();
        List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> failing = List.of(
                () -> Bubble.run(1, () -> leave(threads)),
                () -> Bubble.run(1, () -> {
                    leave(threads);
                    Channel.unbuffered().receive();
                }),
                () -> Bubble.run(1, () -> {
                    leave(threads);
                    throw new IOException();
                }));

        for (var each : failing) {
            assertThat(catchThrowable(each)).isNotNull();
        }

        assertThat(threads)
                .hasSize(9)
                .allSatisfy(each -> assertThat(each.isAlive()).isFalse());
    }

    @SuppressWarnings("MustBeClosedChecker") // left open on purpose
    private static void leave(List<Thread> threads) throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        var scope = Scope.open();
        for (int i = 0; i < 3; i++) {
            scope.go(() -> {
                threads.add(Thread.currentThread());
                try {
                    never.receive();
                } finally {
                    never.close(); // cleaning up works while the bubble ends
                }
            });
        }
        Bubble.settle();
    }

    @Test
    void code_outside_of_a_bubble_may_contain_steps() {
        Bubble.step("nothing happens");
        Bubble.giveWay();

        assertThatThrownBy(Bubble::settle).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(Bubble::elapsed).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Bubble.explore(0, () -> {})).hasMessage("seeds must be at least 1, was 0");
    }

    @Test
    void an_interrupt_of_the_opener_ends_the_bubble() throws InterruptedException {
        var thrown = new ArrayList<Throwable>();
        var opener = new Thread(() -> thrown.add(catchThrowable(() -> Bubble.run(1, () -> {
            try (var scope = Scope.open()) {
                while (scope.context().cause() == null) {
                    Channel.after(java.time.Duration.ofHours(1)).receive();
                }
            }
        }))));
        opener.start();
        Eventually.becomes(() -> World.current() != before);

        opener.interrupt();
        opener.join();

        assertThat(thrown.getFirst()).isInstanceOf(InterruptedException.class);
    }
}
