package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library under many schedules: sent = received + undelivered + left, whatever is closed, cancelled or too late. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@Deterministic(seeds = 400)
@NullUnmarked
class ConservationTest {
    private static final int VALUES = 6;

    private final List<Integer> sent = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();
    private final List<Integer> undelivered = new ArrayList<>();
    private int numbers;

    private Channel<Integer> channel(int capacity) {
        return Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
    }

    private void send(Channel<Integer> channel) throws InterruptedException {
        for (int i = 0; i < VALUES; i++) {
            int value = numbers++;
            sent.add(value); // whatever comes of it, the value must be somewhere
            channel.send(value);
        }
    }

    private void sendSelecting(Channel<Integer> one, Channel<Integer> other) throws InterruptedException {
        try (var select = Select.open()) {
            select.send(one, this::next);
            select.send(other, this::next);
            select.timeout(Duration.ofMillis(3));
            for (int i = 0; i < VALUES; i++) {
                select.await();
            }
        }
    }

    private int next() {
        sent.add(numbers);
        return numbers++;
    }

    private void receive(Channel<Integer> channel) throws InterruptedException {
        for (Integer value; (value = channel.receive()) != null; ) {
            received.add(value);
        }
    }

    private void receiveSelecting(Channel<Integer> one, Channel<Integer> other) throws InterruptedException {
        try (var select = Select.open()) {
            var first = select.receive(one);
            var second = select.receive(other);
            select.timeout(Duration.ofMillis(5));
            while (first.enabled() || second.enabled()) {
                var ready = select.await();
                if (ready == first || ready == second) {
                    @SuppressWarnings("unchecked")
                    var receive = (Select.Receive<Integer>) ready;
                    if (receive.closed()) {
                        receive.enable(false);
                    } else {
                        received.add(receive.value());
                    }
                }
            }
        }
    }

    private static void orElseClosed(Body body) throws InterruptedException {
        try {
            body.run();
        } catch (ChannelClosedException _) {
            // The value that it was about went to the hook.
        }
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private void assertConserved(List<Channel<Integer>> channels) {
        var accounted = new ArrayList<>(received);
        accounted.addAll(undelivered);
        for (Channel<Integer> each : channels) {
            for (Integer left; (left = each.tryReceive().orNull()) != null; ) {
                accounted.add(left);
            }
            assertThat(each.length()).isZero();
        }
        assertThat(accounted).containsExactlyInAnyOrderElementsOf(sent);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void closing_loses_nothing(int capacity) throws InterruptedException {
        Channel<Integer> a = channel(capacity);
        Channel<Integer> b = channel(capacity);
        try (var scope = Scope.open()) {
            scope.go("send", () -> orElseClosed(() -> send(a)));
            scope.go("send", () -> orElseClosed(() -> send(b)));
            scope.go("select-send", () -> orElseClosed(() -> sendSelecting(a, b)));
            scope.go("receive", () -> receive(a));
            scope.go("select-receive", () -> receiveSelecting(a, b));
            scope.go("close", () -> {
                Channel.after(Duration.ofMillis(4)).receive();
                a.close();
                b.close();
            });
            scope.join();
        }
        assertConserved(List.of(a, b));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void a_receiver_that_leaves_loses_nothing(int capacity) throws InterruptedException {
        Channel<Integer> a = channel(capacity);
        Channel<Integer> b = channel(capacity);
        try (var scope = Scope.open()) {
            scope.go("send", () -> orElseClosed(() -> send(a)));
            scope.go("select-send", () -> orElseClosed(() -> sendSelecting(b, a)));
            scope.go("receive", () -> {
                for (int i = 0; i < 3; i++) {
                    Integer value = a.receive();
                    if (value != null) {
                        received.add(value);
                    }
                }
                a.cancel();
            });
            scope.go("leave", () -> {
                Bubble.giveWay();
                b.cancel();
            });
            scope.join();
        }
        assertConserved(List.of(a, b));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void cancelling_goroutines_loses_nothing(int capacity) throws InterruptedException {
        Channel<Integer> a = channel(capacity);
        Channel<Integer> b = channel(capacity);
        try (var scope = Scope.open().collectAll()) {
            var tasks = new ArrayList<Task<?>>();
            tasks.add(scope.go("send", () -> send(a)));
            tasks.add(scope.go("select-send", () -> sendSelecting(a, b)));
            tasks.add(scope.go("receive", () -> receive(a)));
            tasks.add(scope.go("select-receive", () -> receiveSelecting(a, b)));
            for (Task<?> task : tasks) {
                Bubble.giveWay();
                task.cancel();
            }
            for (Task<?> task : tasks) {
                try {
                    task.await();
                } catch (CancelledException _) {
                    // or it has ended before
                }
            }
            scope.join();
        }
        assertConserved(List.of(a, b));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void values_of_one_sender_stay_in_order(int capacity) throws InterruptedException {
        Channel<Integer> a = channel(capacity);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                send(a);
                a.close();
            });
            scope.go(() -> {
                for (int i = 0; i < 3; i++) {
                    Integer value = a.tryReceive().orNull();
                    if (value != null) {
                        received.add(value);
                    }
                }
                receive(a);
            });
            scope.join();
        }
        assertThat(received).isEqualTo(sent);
        assertThat(undelivered).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void two_that_send_and_receive_on_the_same_channel_meet_each_other(int capacity) throws InterruptedException {
        Channel<Integer> a = channel(capacity);
        int[] sends = new int[1];
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    try (var select = Select.open()) {
                        var put = select.send(a, this::next);
                        var get = select.receive(a);
                        for (int round = 0; round < 4; round++) {
                            if (select.await() == get) {
                                received.add(get.value());
                            } else {
                                sends[0]++;
                                put.enable(true);
                            }
                        }
                    }
                });
            }
            Bubble.settle();
            a.cancel();
            try {
                scope.join();
            } catch (ChannelClosedException _) {
                // one was left without a partner
            }
        }
        assertConserved(List.of(a));
        assertThat(received.size()).isLessThanOrEqualTo(sends[0]);
    }
}
