package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks at a channel, or changes it, waits while another holds its lock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ChannelLockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Something that is done with a channel. */
    @FunctionalInterface
    interface Operation<C> {
        void on(C channel) throws Exception;
    }

    private static Arguments of(String name, Operation<Channel<Integer>> operation) {
        return Arguments.of(Named.of(name, operation));
    }

    private static Arguments ofClock(String name, Operation<ClockChannel> operation) {
        return Arguments.of(Named.of(name, operation));
    }

    static List<Arguments> a_channel() {
        return List.of(
                of("send", channel -> channel.send(2)),
                of("send with a timeout", channel -> channel.send(2, HOUR)),
                of("sendIfOpen", channel -> channel.sendIfOpen(2)),
                of("offer", channel -> channel.offer(2)),
                of("receive", Channel::receive),
                of("receive with a timeout", channel -> channel.receive(HOUR)),
                of("tryReceive", Channel::tryReceive),
                of("close", Channel::close),
                of("closeWithError", channel -> channel.closeWithError(new IllegalStateException())),
                of("cancel", Channel::cancel),
                of("select", channel -> Select.of(Select.on(channel, value -> value, _ -> -1))),
                of(
                        "poll",
                        channel -> Select.of(Select.on(channel, value -> value, _ -> -1), Select.otherwise(() -> 0))));
    }

    @ParameterizedTest
    @MethodSource
    void a_channel(Operation<Channel<Integer>> operation) throws Exception {
        Channel<Integer> channel = Channel.buffered(2);
        channel.send(1);

        assertThatItWaitsForTheLock(channel, () -> operation.on(channel));
    }

    static List<Arguments> a_channel_of_the_clock() {
        return List.of(
                ofClock("receive", ClockChannel::receive),
                ofClock("receive with a timeout", channel -> channel.receive(HOUR)),
                ofClock("tryReceive", ClockChannel::tryReceive),
                ofClock("cancel", ClockChannel::cancel),
                ofClock("select", channel -> Select.of(Select.on(channel, value -> value, _ -> -1))));
    }

    @ParameterizedTest
    @MethodSource
    void a_channel_of_the_clock(Operation<ClockChannel> operation) throws Exception {
        var channel = new ClockChannel(Duration.ZERO);

        assertThatItWaitsForTheLock(channel, () -> operation.on(channel));
    }

    @Test
    void a_receiver_that_gives_up() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);

        channel.lock();
        try {
            receiver.interrupt();
            Waiting.waitsForLock(channel, receiver);
        } finally {
            channel.unlock();
        }

        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        Waiting.receiversWaitAt(channel, 0);
    }

    private static void assertThatItWaitsForTheLock(Waitpoint channel, CheckedRunnable<Exception> operation)
            throws Exception {
        Running<Void> running;
        channel.lock();
        try {
            running = Running.of(operation);
            Waiting.waitsForLock(channel, running);
        } finally {
            channel.unlock();
        }
        running.result();
        assertThat(Running.of(() -> Waiting.receiversAt(channel)).result())
                .as("the lock is free again, and nobody waits")
                .isZero();
    }
}
