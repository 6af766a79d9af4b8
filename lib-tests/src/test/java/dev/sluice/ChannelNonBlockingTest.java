package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations that never wait: they never wait, and never fail without a reason. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelNonBlockingTest {
    private static final Duration RACE = Duration.ofMillis(500);
    private static final int MOST = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void without_a_partner_they_use_the_buffer_alone(int capacity) {
        Channel<Integer> channel = Channel.buffered(capacity);

        for (int i = 0; i < capacity; i++) {
            assertThat(channel.offer(i)).isEqualTo(Offer.SENT);
        }
        assertThat(channel.offer(-1)).isEqualTo(Offer.FULL);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void they_meet_a_partner_that_waits(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);
        assertThat(channel.offer(1)).isEqualTo(Offer.SENT);
        assertThat(receiver.result()).isEqualTo(1);

        for (int i = 0; i < capacity; i++) {
            channel.offer(i);
        }
        var sender = Running.of(() -> channel.send(capacity));
        Waiting.sendersWaitAt(channel, 1);
        for (int i = 0; i <= capacity; i++) {
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
        }
        sender.result();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void they_dont_meet_each_other_nor_one_that_has_given_up(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);

        assertThat(channel.receive(Duration.ofNanos(1))).isEqualTo(Received.empty());
        for (int i = 0; i < capacity; i++) {
            channel.offer(i);
        }
        assertThat(channel.offer(-1)).isEqualTo(Offer.FULL);
        assertThat(channel.send(-2, Duration.ofNanos(1))).isEqualTo(Offer.FULL);

        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_receive_that_races_with_the_close_of_a_full_channel_never_misses_the_values(int capacity) throws Exception {
        Channel<Channel<Integer>> toClose = Channel.buffered(1);
        var closer = Running.of(() -> {
            for (Channel<Integer> each : toClose) {
                each.close();
            }
        });

        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            Channel<Integer> channel = Channel.buffered(capacity);
            for (int i = 0; i < capacity; i++) {
                channel.offer(i);
            }
            toClose.send(channel);
            for (int i = 0; i < capacity; i++) {
                if (!(channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) || value != i) {
                    throw new AssertionError("value " + i + " of " + capacity + " was missed: " + channel);
                }
            }
        }

        toClose.close();
        closer.result();
    }

    /** While one closes a channel and then drains it, it is never both open and empty. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_receive_that_races_with_close_and_drain_never_says_empty(int capacity) throws Exception {
        var channel = new AtomicReference<>(Channel.<Integer>buffered(capacity));
        var begun = new AtomicInteger();
        var ended = new AtomicInteger();
        var partner = Running.of(() -> {
            for (int round = 1; awaitRound(begun, round); round++) {
                Channel<Integer> current = channel.getPlain();
                current.close();
                current.tryReceive();
                ended.set(round);
            }
        });

        var random = new SplittableRandom();
        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            Channel<Integer> current = Channel.buffered(capacity);
            current.offer(1);
            channel.setPlain(current);
            int delay = random.nextInt(30);
            begun.set(rounds.begun());
            for (int i = 0; i < delay; i++) {
                Thread.onSpinWait();
            }
            Received<Integer> received = current.tryReceive();
            awaitRound(ended, rounds.begun());
            if (received instanceof Received.Empty) {
                throw new AssertionError("empty in round " + rounds.begun());
            }
        }

        begun.set(-1);
        partner.result();
    }

    /** Each of two threads sends on its own channel, then looks at the other's: one at least must find a value. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void two_that_send_and_then_look_cant_both_find_nothing(int capacity) throws Exception {
        Channel<Integer> left = Channel.buffered(capacity);
        Channel<Integer> right = Channel.buffered(capacity);
        var begun = new AtomicInteger();
        var ended = new AtomicInteger();
        var found = new AtomicBoolean();
        var partner = Running.of(() -> {
            for (int round = 1; awaitRound(begun, round); round++) {
                right.offer(1);
                found.setPlain(left.tryReceive() instanceof Received.Value);
                ended.set(round);
            }
        });

        var random = new SplittableRandom();
        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            int delay = random.nextInt(30); // so that sometimes both do it at the same moment
            begun.set(rounds.begun());
            for (int i = 0; i < delay; i++) {
                Thread.onSpinWait();
            }
            left.offer(1);
            boolean foundHere = right.tryReceive() instanceof Received.Value;
            awaitRound(ended, rounds.begun());
            if (!foundHere && !found.getPlain()) {
                throw new AssertionError("both found nothing, in round " + rounds.begun());
            }
            left.tryReceive();
            right.tryReceive();
        }

        begun.set(-1);
        partner.result();
    }

    /** Waits, without parking, until this round has come; answers false if there is none any more. */
    private static boolean awaitRound(AtomicInteger current, int round) {
        for (; ; ) {
            int now = current.get();
            if (now == round || now < 0) {
                return now == round;
            }
            Thread.onSpinWait();
        }
    }

    /** One value stays in the channel, while another comes and goes. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 1000})
    void a_channel_with_one_value_or_two_never_has_another_length(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        channel.send(1);
        var shuffler = Running.of(
                () -> { // one more in, one out
                    while (!channel.isClosed()) {
                        if (channel.offer(1) == Offer.SENT) {
                            channel.tryReceive();
                        }
                    }
                });

        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            int length = channel.length();
            if (length < 1 || length > 2) {
                throw new AssertionError("length " + length + " was never true");
            }
        }

        channel.close();
        shuffler.result();
    }

    /** Whenever one value is taken, another is there from a sender that waits: so there is never room for an offer. */
    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_channel_with_waiting_senders_is_never_found_with_room(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
        var senders = new ArrayList<Running<Void>>();
        for (int i = 0; i < 20; i++) {
            senders.add(Running.of(() -> {
                boolean open = true;
                while (open) {
                    open = channel.sendIfOpen(1);
                }
            }));
        }
        var stop = new AtomicBoolean();
        var taker = Running.of(() -> {
            while (!stop.get()) {
                if (Waiting.sendersAt(channel) > 0) {
                    channel.tryReceive();
                }
            }
        });

        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            int length = channel.length();
            Offer answer = channel.offer(-1);
            if (length != capacity || answer != Offer.FULL) {
                throw new AssertionError("length " + length + " of " + capacity + ", an offer was " + answer);
            }
        }

        stop.set(true);
        taker.result();
        channel.close();
        for (Running<Void> sender : senders) {
            sender.result();
        }
    }

    @Tag("not-for-mutants")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_channel_is_cancelled_at_one_instant(int capacity) throws Exception {
        Channel<Channel<Integer>> toCancel = Channel.buffered(1);
        var canceller = Running.of(() -> {
            for (Channel<Integer> each : toCancel) {
                each.cancel();
            }
        });

        var rounds = Rounds.in(RACE, 1_000, MOST);
        while (rounds.next()) {
            Channel<Integer> channel = Channel.buffered(capacity);
            for (int i = 0; i < capacity; i++) {
                channel.offer(i);
            }
            toCancel.send(channel);
            for (int length = capacity; length > 0; ) {
                boolean closed = channel.isClosed();
                length = channel.length();
                if (length != 0 && (closed || length != capacity)) {
                    throw new AssertionError("length " + length + " of " + capacity + " was never true: " + channel);
                }
            }
            assertThat(channel.isClosed()).isTrue();
        }

        toCancel.close();
        canceller.result();
    }
}
