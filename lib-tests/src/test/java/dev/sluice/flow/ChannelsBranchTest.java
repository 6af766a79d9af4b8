package dev.sluice.flow;

import static dev.sluice.flow.Channels.broadcast;
import static dev.sluice.flow.Channels.fanOut;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.limit;
import static dev.sluice.flow.Channels.merge;
import static dev.sluice.flow.Channels.partition;
import static dev.sluice.flow.Channels.repeat;
import static dev.sluice.flow.Channels.split;
import static dev.sluice.flow.Channels.tee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Channel.Overflow;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class ChannelsBranchTest {
    private static ReceiveChannel<Integer> numbers(Scope scope, int count) throws InterruptedException {
        return generate(scope, IntStream.range(0, count).iterator());
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    // pitfall 28
    @Test
    void both_branches_of_a_tee_have_all_values_in_lockstep() throws InterruptedException {
        try (var scope = Scope.open()) {
            var both = tee(scope, numbers(scope, 7));
            var first = scope.go(() -> Drain.all(both.first()));
            assertThat(both.second().receive()).isZero();
            Bubble.settle(); // the first has got its next value, and waits for the second to get it
            assertThat(both.second().receive()).isEqualTo(1);

            assertThat(Drain.all(both.second())).containsExactly(2, 3, 4, 5, 6);
            assertThat(first.await()).isEqualTo(upTo(7));
            scope.join();
        }
    }

    // pitfall 28
    @Test
    void the_slower_branch_of_a_tee_sets_the_pace() throws InterruptedException {
        var seen = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            var both = tee(scope, numbers(scope, 7));
            scope.go(() -> {
                for (int each : both.first()) {
                    seen.add(each);
                }
            });
            Bubble.settle();
            assertThat(seen).containsExactly(0);

            both.second().receive();
            Bubble.settle();
            assertThat(seen).containsExactly(0, 1);

            both.second().cancel();
            scope.join();
        }
        assertThat(seen).isEqualTo(upTo(7));
    }

    // pitfall 28
    @Test
    void a_branch_that_leaves_does_not_stop_the_others() throws InterruptedException {
        var branches =
                List.of(Channel.<Integer>unbuffered(), Channel.<Integer>buffered(2), Channel.<Integer>unbuffered());
        try (var scope = Scope.open()) {
            broadcast(scope, numbers(scope, 7), branches);
            var full = scope.go(() -> Drain.all(branches.get(1)));
            var early = scope.go(() -> {
                branches.get(0).receive();
                branches.get(0).cancel();
            });
            assertThat(Drain.all(branches.get(2))).isEqualTo(upTo(7));
            assertThat(full.await()).isEqualTo(upTo(7));
            early.await();
            scope.join();
        }
    }

    // pitfall 28
    @Test
    void a_slow_branch_that_drops_never_blocks_the_others() throws InterruptedException {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> oldest = Channel.<Integer>onUndelivered(dropped::add)
                .overflow(Overflow.DROP_OLDEST)
                .buffered(2);
        Channel<Integer> newest = Channel.<Integer>onUndelivered(dropped::add)
                .overflow(Overflow.DROP_NEWEST)
                .buffered(3);
        Channel<Integer> fast = Channel.unbuffered();
        try (var scope = Scope.open()) {
            broadcast(scope, numbers(scope, 7), List.of(oldest, fast, newest));

            assertThat(Drain.all(fast)).isEqualTo(upTo(7));
            assertThat(Drain.all(oldest)).containsExactly(5, 6);
            assertThat(Drain.all(newest)).containsExactly(0, 1, 2);
            scope.join();
        }
        assertThat(dropped).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 3, 4, 5, 6);
    }

    @Test
    void what_no_branch_has_taken_goes_to_a_hook_when_all_have_left() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        var first = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        var second = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            broadcast(scope, in, List.of(first, second));
            in.send(5);
            first.cancel();
            second.cancel();
            scope.join();
        }
        assertThat(lost).containsExactly(5);
    }

    @Test
    void what_no_branch_has_taken_goes_to_a_hook_when_the_scope_is_cancelled() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        var first = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        var second = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            broadcast(scope, in, List.of(first, second));
            in.send(5);
            Bubble.settle();
            scope.cancel();
            scope.join();
        }
        assertThat(lost).containsExactly(5);
    }

    @Test
    void what_one_branch_has_taken_goes_to_no_hook() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        var first = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        var second = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            broadcast(scope, in, List.of(first, second));
            in.send(5);
            assertThat(first.receive()).isEqualTo(5);
            second.cancel();
            in.close();
            scope.join();
        }
        assertThat(lost).isEmpty();
    }

    // pitfall 9
    @Test
    void split_gives_each_value_to_one_branch_and_goes_on_when_one_leaves() throws InterruptedException {
        var all = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            List<ReceiveChannel<Integer>> branches = split(scope, numbers(scope, 20), 3);
            for (ReceiveChannel<Integer> branch : branches.subList(0, 2)) {
                scope.go(() -> {
                    for (int each : branch) {
                        all.add(each);
                    }
                });
            }
            scope.go(() -> {
                Integer one = branches.get(2).receive();
                if (one != null) {
                    all.add(one);
                }
                branches.get(2).cancel();
            });
            scope.join();
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(upTo(20));
    }

    @Test
    void split_ends_when_all_branches_have_left() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (var branch : split(scope, repeat(scope, 1), 3)) {
                branch.receive();
                branch.cancel();
            }
            scope.join();
        }
    }

    // pitfall 9
    @Test
    void fan_out_and_fan_in_have_each_result_once() throws InterruptedException {
        try (var scope = Scope.open()) {
            var branches = fanOut(scope, numbers(scope, 20), 4, x -> x * 2);
            assertThat(Drain.all(merge(scope, branches)))
                    .containsExactlyInAnyOrderElementsOf(
                            upTo(20).stream().map(x -> x * 2).toList());
            scope.join();
        }
    }

    @Test
    void a_branch_of_a_fan_out_that_leaves_ends_its_goroutine_alone() throws InterruptedException {
        try (var scope = Scope.open()) {
            var branches = fanOut(scope, numbers(scope, 20), 2, x -> x);
            branches.get(0).cancel();

            assertThat(Drain.all(branches.get(1))).hasSizeBetween(19, 20); // one was in the other's hand, maybe
            scope.join();
        }
    }

    @Test
    void a_failure_in_one_branch_of_a_fan_out_fails_all() throws InterruptedException {
        try (var scope = Scope.open()) {
            var branches = fanOut(scope, repeat(scope, 1, 2, 3), 2, x -> {
                if (x == 3) {
                    throw new IOException("three");
                }
                return x;
            });
            var other = scope.go(
                    () -> assertThatThrownBy(() -> Drain.all(branches.get(0))).hasCauseInstanceOf(IOException.class));
            assertThatThrownBy(() -> Drain.all(branches.get(1))).hasCauseInstanceOf(IOException.class);
            other.await();
            scope.join();
        }
    }

    @Test
    void partition_divides_the_values() throws InterruptedException {
        try (var scope = Scope.open()) {
            var parts = partition(scope, numbers(scope, 7), x -> x % 3 == 0);
            var matching = scope.go(() -> Drain.all(parts.matching()));
            assertThat(Drain.all(parts.others())).containsExactly(1, 2, 4, 5);
            assertThat(matching.await()).containsExactly(0, 3, 6);
            scope.join();
        }
    }

    @Test
    void partition_goes_on_with_one_branch_and_ends_without_any() throws InterruptedException {
        try (var scope = Scope.open()) {
            var parts = partition(scope, repeat(scope, 1, 2, 3), x -> x == 2);
            parts.matching().cancel();
            assertThat(Drain.all(limit(scope, parts.others(), 5))).containsExactly(1, 3, 1, 3, 1);
            scope.join();
        }
    }

    @Test
    void branches_there_are_none_of_are_refused() {
        try (var scope = Scope.open()) {
            Channel<Integer> in = Channel.unbuffered();
            assertThatThrownBy(() -> split(scope, in, 0)).hasMessage("branches must be from 1 to 1048576, was 0");
            assertThatThrownBy(() -> broadcast(scope, in, List.of())).hasMessage("branches must be at least 1, was 0");
            assertThatThrownBy(() -> fanOut(scope, in, -1, x -> x))
                    .hasMessage("branches must be from 1 to 1048576, was -1");
            assertThatThrownBy(() -> Channels.map(scope, in, 0, x -> x))
                    .hasMessage("workers must be from 1 to 1048576, was 0");
        }
    }
}
