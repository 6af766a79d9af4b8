package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel refers to the values in its buffer, and to those who wait; to nothing else, however it has been used. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelRetentionTest {
    private final List<WeakReference<Object>> references = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void no_value_and_no_thread_is_kept(int capacity) throws Exception {
        Channel<Object> channel = Channel.buffered(capacity);

        passToWaitingReceiver(channel);
        passThroughBuffer(channel);
        takeFromWaitingSender(channel);
        giveUp(channel);

        assertAllAreCollected(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void no_value_is_kept_by_a_cancelled_channel(int capacity) throws Exception {
        Channel<Object> channel = Channel.buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(watched());
        }
        parkSender(channel);

        channel.cancel();

        assertAllAreCollected(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void no_value_is_kept_that_was_dropped(int capacity) throws Exception {
        Channel<Object> channel = Channel.overflow(Channel.Overflow.DROP_OLDEST).buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(watched());
        }
        for (int i = 0; i < capacity; i++) {
            channel.send("kept");
        }

        assertAllAreCollected(channel);
    }

    private void passToWaitingReceiver(Channel<Object> channel) throws Exception {
        Thread receiver = start(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);
        channel.send(watched());
        receiver.join();
    }

    private void passThroughBuffer(Channel<Object> channel) throws Exception {
        for (int i = 0; i < channel.capacity(); i++) {
            channel.send(watched());
        }
        while (channel.length() > 0) {
            channel.receive();
        }
    }

    private void takeFromWaitingSender(Channel<Object> channel) throws Exception {
        for (int i = 0; i < channel.capacity(); i++) {
            channel.send(watched());
        }
        Thread sender = parkSender(channel);
        for (int i = 0; i <= channel.capacity(); i++) {
            channel.receive();
        }
        sender.join();
    }

    private void giveUp(Channel<Object> channel) throws Exception {
        channel.receive(Duration.ofNanos(1));
        Thread receiver = start(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);
        receiver.interrupt();
        receiver.join();
        for (int i = 0; i < channel.capacity(); i++) {
            channel.send(watched());
        }
        channel.send(watched(), Duration.ofNanos(1));
        Thread sender = parkSender(channel);
        sender.interrupt();
        sender.join();
        while (channel.length() > 0) {
            channel.receive();
        }
    }

    private Thread parkSender(Channel<Object> channel) throws Exception {
        Object value = watched();
        Thread sender = start(() -> {
            channel.send(value);
            return value;
        });
        Waiting.sendersWaitAt(channel, 1);
        return sender;
    }

    /** Not by way of the world, which keeps the threads for the leak check. */
    private Thread start(java.util.concurrent.Callable<Object> body) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            try {
                body.call();
            } catch (Exception _) {
                // how it ends doesn't matter
            }
        });
        references.add(new WeakReference<>(thread));
        thread.start();
        return thread;
    }

    private Object watched() {
        var value = new Object();
        references.add(new WeakReference<>(value));
        return value;
    }

    private void assertAllAreCollected(Channel<Object> channel) throws InterruptedException {
        try {
            assertThat(references).isNotEmpty();
            Eventually.becomes(
                    () -> {
                        System.gc();
                        return references.stream().allMatch(each -> each.get() == null);
                    },
                    () -> "all are collected; there is "
                            + references.stream().map(WeakReference::get).toList());
            assertThat(Waiting.receiversAt(channel)).isZero();
            assertThat(Waiting.sendersAt(channel)).isZero();
        } finally {
            Reference.reachabilityFence(channel);
        }
    }
}
