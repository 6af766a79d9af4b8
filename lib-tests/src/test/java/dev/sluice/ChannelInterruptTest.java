package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts at each point where an operation may wait. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelInterruptTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void before_it_waits_an_operation_throws_and_has_done_nothing(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        if (capacity > 0) {
            channel.send(1);
        }

        Thread.currentThread().interrupt();
        assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.receive(HOUR)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.receive(Duration.ZERO)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(2)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(2, HOUR)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.sendIfOpen(2)).isInstanceOf(InterruptedException.class);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(channel.length()).isEqualTo(Math.min(1, capacity));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_never_waits_doesnt_care_about_interrupts(int capacity) {
        Channel<Integer> channel = Channel.buffered(capacity);

        Thread.currentThread().interrupt();

        assertThat(channel.offer(1)).isEqualTo(capacity == 0 ? Offer.FULL : Offer.SENT);
        assertThat(channel.tryReceive()).isEqualTo(capacity == 0 ? Received.empty() : new Received.Value<>(1));
        assertThat(channel.close()).isTrue();
        assertThat(channel.cancel()).isFalse();
        assertThat(Thread.interrupted()).as("the flag stays").isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_waiting_operation_throws_and_leaves_no_waiter(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        List<Running<?>> receivers =
                List.of(Running.of(() -> channel.receive()), Running.of(() -> channel.receive(HOUR)));
        Waiting.receiversWaitAt(channel, 2);
        for (Running<?> receiver : receivers) {
            receiver.interrupt();
            assertThat(receiver.failure()).isExactlyInstanceOf(InterruptedException.class);
            assertThat(receiver.endedInterrupted()).isFalse();
        }
        Waiting.receiversWaitAt(channel, 0);

        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
        List<Running<?>> senders = List.of(
                Running.of(() -> channel.send(-1)),
                Running.of(() -> channel.send(-1, HOUR)),
                Running.of(() -> channel.sendIfOpen(-1)));
        Waiting.sendersWaitAt(channel, 3);
        for (Running<?> sender : senders) {
            sender.interrupt();
            assertThat(sender.failure()).isExactlyInstanceOf(InterruptedException.class);
            assertThat(sender.endedInterrupted()).isFalse();
        }
        Waiting.sendersWaitAt(channel, 0);

        for (int i = 0; i < capacity; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_waiting_iterator_throws_and_keeps_the_flag_and_can_go_on(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        var thrown = new AtomicBoolean();
        var iterating = Running.of(() -> {
            Iterator<Integer> iterator = channel.iterator();
            try {
                throw new AssertionError("hasNext answered " + iterator.hasNext());
            } catch (CancelledException e) {
                boolean flag = Thread.interrupted();
                thrown.set(true);
                return List.of(e, flag, iterator.next());
            }
        });
        Waiting.receiversWaitAt(channel, 1);

        iterating.interrupt();
        Eventually.becomes(thrown::get, () -> "hasNext throws");
        channel.send(5);

        List<?> seen = iterating.result();
        assertThat((CancelledException) seen.get(0)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(seen.get(1)).isEqualTo(true);
        assertThat(seen.get(2)).isEqualTo(5);
    }

    /**
     * An interrupt and a value come to a waiting receiver at the same moment: it gets both, one after the other, whichever
     * is first.
     */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void of_an_interrupt_and_a_value_at_the_same_moment_none_is_lost(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        Channel<Integer> starts = Channel.buffered(1);
        Thread receiver = Thread.currentThread();
        var interrupter = Running.of(() -> {
            for (int _ : starts) {
                receiver.interrupt();
            }
        });
        Channel<Integer> toSend = Channel.buffered(1);
        var sending = Running.of(() -> {
            for (int i : toSend) {
                channel.send(i);
            }
        });

        int matchedFirst = 0;
        var rounds = Rounds.in(Duration.ofMillis(700), 1_000, 200_000);
        while (rounds.next()) {
            int round = rounds.begun();
            toSend.offer(round);
            starts.offer(round);

            int received = -1;
            boolean thrown = false;
            while (received < 0) {
                try {
                    received = channel.receive();
                } catch (InterruptedException _) {
                    assertThat(thrown).as("thrown once").isFalse();
                    thrown = true;
                }
            }
            if (!thrown) {
                matchedFirst++;
                awaitInterrupt();
            }
            assertThat(received).isEqualTo(round);
        }

        toSend.close();
        starts.close();
        sending.result();
        interrupter.result();
        assertThat(matchedFirst).isBetween(0, rounds.begun());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Waiting.receiversWaitAt(channel, 0);
    }

    /** The same for a waiting sender: its value is received or undelivered, and the interrupt thrown or kept. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void of_an_interrupt_and_a_receiver_at_the_same_moment_none_is_lost(int capacity) throws Exception {
        var undelivered = new ArrayList<Integer>(); // by the sender's thread only
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        Channel<Integer> starts = Channel.buffered(1);
        Channel<Integer> receives = Channel.buffered(1);
        Channel<Integer> received = Channel.buffered(1);
        Thread sender = Thread.currentThread();
        var interrupter = Running.of(() -> {
            for (int _ : starts) {
                sender.interrupt();
            }
        });
        var receiving = Running.of(() -> {
            for (int _ : receives) {
                received.send(channel.receive());
            }
        });
        for (int i = 0; i < capacity; i++) {
            channel.send(0);
        }
        var expected = new java.util.ArrayDeque<Integer>(java.util.Collections.nCopies(capacity, 0));

        var rounds = Rounds.in(Duration.ofMillis(700), 1_000, 200_000);
        while (rounds.next()) {
            int round = rounds.begun();
            undelivered.clear();
            receives.offer(round);
            starts.offer(round);

            boolean thrown = false;
            try {
                channel.send(round);
                expected.add(round);
            } catch (InterruptedException _) {
                thrown = true;
            }
            if (thrown) {
                assertThat(undelivered).containsExactly(round);
                if (capacity == 0) { // the receiver still waits
                    channel.send(-round);
                    expected.add(-round);
                }
            } else {
                assertThat(undelivered).isEmpty();
                awaitInterrupt();
            }
            assertThat(received.receive()).isEqualTo(expected.poll());
            if (thrown && capacity > 0) { // full again for the next round
                channel.send(-round);
                expected.add(-round);
            }
        }

        receives.close();
        starts.close();
        receiving.result();
        interrupter.result();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Waiting.sendersWaitAt(channel, 0);
    }

    /** Threads on both sides are interrupted all the time; nothing is lost, and nothing comes twice or out of order. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_storm_of_interrupts_loses_nothing(int capacity) throws Exception {
        var undelivered = new ArrayList<Integer>(); // by the sender's thread only
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        var sent = new ArrayList<Integer>();
        var rounds = Rounds.in(Duration.ofMillis(700), 1_000, 1_000_000);
        var sender = Running.of(() -> {
            while (rounds.next()) {
                int before = undelivered.size();
                try {
                    channel.send(rounds.begun());
                    sent.add(rounds.begun());
                    assertThat(undelivered).hasSize(before);
                } catch (InterruptedException _) {
                    assertThat(undelivered).hasSize(before + 1).last().isEqualTo(rounds.begun());
                }
            }
            channel.close();
        });
        var received = new ArrayList<Integer>();
        var receiver = Running.of(() -> {
            for (; ; ) {
                try {
                    Integer value = channel.receive();
                    if (value == null) {
                        return;
                    }
                    received.add(value);
                } catch (InterruptedException _) {
                    // goes on
                }
            }
        });

        var random = new SplittableRandom();
        while (!receiver.isDone()) {
            (random.nextBoolean() ? sender : receiver).interrupt();
            for (int i = random.nextInt(500); i > 0; i--) {
                Thread.onSpinWait();
            }
        }

        sender.result();
        receiver.result();
        assertThat(received).isEqualTo(sent);
        assertThat(sent.size() + undelivered.size()).isEqualTo(rounds.begun());
        Waiting.sendersWaitAt(channel, 0);
        Waiting.receiversWaitAt(channel, 0);
    }

    /** Waits until the flag of this thread is set, which the timeout bounds, and clears it. */
    private static void awaitInterrupt() {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }
}
