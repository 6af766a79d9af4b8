package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels with very many goroutines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class ChannelCrowdTest {
    private static final int CROWD = 100_000;

    @ParameterizedTest
    @CsvSource({"100000, 0", "10000, 1", "10000, 10"})
    void a_value_goes_through_a_chain_of_goroutines(int goroutines, int capacity) throws InterruptedException {
        try (var scope = Scope.open()) {
            Channel<Integer> left = Channel.buffered(capacity);
            Channel<Integer> first = left;
            for (int i = 0; i < goroutines; i++) {
                Channel<Integer> in = left;
                Channel<Integer> out = Channel.buffered(capacity);
                scope.go(() -> {
                    for (int value : in) {
                        out.send(value + 1);
                    }
                    out.close();
                });
                left = out;
            }

            first.send(1);
            assertThat(left.receive()).isEqualTo(1 + goroutines);
            first.close();
            assertThat(left.receive()).isNull();
            scope.join();
        }
    }

    @Test
    void a_crowd_of_receivers_leaves_when_it_is_interrupted_in_reverse() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        List<Running<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            receivers.add(Running.of(() -> channel.receive()));
        }
        Eventually.becomes(() -> Waiting.receiversAt(channel) == CROWD, () -> "all wait");

        for (Running<Integer> receiver : receivers.reversed()) {
            receiver.interrupt();
        }

        for (Running<Integer> receiver : receivers) {
            assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        }
        assertThat(channel.noReceiverWaits()).isTrue();
        assertThat(channel.offer(1)).isEqualTo(Offer.FULL);
    }

    /** Measured in time of the processor, best of several, so that other load doesn't count. */
    @Test
    void leaving_a_long_queue_takes_no_longer_than_leaving_a_short_one() {
        long few = Long.MAX_VALUE;
        long many = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            few = Math.min(few, nanosToLeaveInReverse(CROWD / 10));
            many = Math.min(many, nanosToLeaveInReverse(CROWD));
        }

        assertThat(many / Math.max(1, few))
                .as("%d ns for ten times the waiters, %d ns", many, few)
                .isLessThan(20);
    }

    private static long nanosToLeaveInReverse(int waiters) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Channel<Integer> channel = Channel.unbuffered();
        List<Waiter> queued = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            var waiter = new Wait();
            channel.enqueue(WaitQueues.Side.RECEIVERS, waiter);
            queued.add(waiter);
        }

        long start = threads.getCurrentThreadCpuTime();
        for (Waiter waiter : queued.reversed()) {
            channel.leave(waiter);
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;

        assertThat(channel.noReceiverWaits()).isTrue();
        return nanos;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void many_consumers_receive_the_whole_sum_and_then_the_close(int capacity) throws InterruptedException {
        int consumers = 200;
        int values = 20_000;
        Channel<Integer> channel = Channel.buffered(capacity);
        var sum = new AtomicLong();
        var closes = new AtomicLong();

        try (var scope = Scope.open()) {
            for (int i = 0; i < consumers; i++) {
                scope.go(() -> {
                    for (int value : channel) {
                        sum.addAndGet(value);
                    }
                    closes.incrementAndGet();
                });
            }
            for (int i = 1; i <= values; i++) {
                channel.send(i);
            }
            channel.close();
            scope.join();
        }

        assertThat(sum).hasValue((long) values * (values + 1) / 2);
        assertThat(closes).hasValue(consumers);
        assertThat(channel.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_crowd_of_senders_is_answered_by_one_cancel(int capacity) throws Exception {
        int crowd = 5_000;
        var undelivered = new AtomicLong();
        Channel<Integer> channel = Channel.<Integer>onUndelivered(_ -> undelivered.incrementAndGet())
                .buffered(capacity);
        List<Running<Void>> senders = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            senders.add(Running.of(() -> channel.send(1)));
        }
        Waiting.sendersWaitAt(channel, crowd - capacity);

        channel.cancel();

        int failed = 0;
        for (Running<Void> sender : senders) {
            failed += sender.hasFailed() ? 1 : 0;
        }
        assertThat(failed).isEqualTo(crowd - capacity);
        assertThat(undelivered).hasValue(crowd);
        Waiting.sendersWaitAt(channel, 0);
    }
}
