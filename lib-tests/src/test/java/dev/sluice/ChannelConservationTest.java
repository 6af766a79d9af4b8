package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel.Overflow;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is lost: each value is received, or undelivered, or stays with its sender because an answer said so; exactly one of
 * these, whatever senders, receivers, interrupts, closings and hooks that throw do at the same time.
 *
 * <p>A failure names the seed of its round; {@code -Dsluice.seed} begins with that one. {@code -Dsluice.soak=100} makes it run
 * a hundred times as long.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(3_600) // a soak may take long; a round that hangs is found by Running's bound
@LeakCheck(deadlocks = false)
class ChannelConservationTest {
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void each_value_has_exactly_one_fate(int capacity) throws Exception {
        var rounds = Rounds.in(Duration.ofMillis(1_500), 20, 1_000_000);
        while (rounds.next()) {
            long seed = SEED + rounds.begun() - 1;
            var round = new Round(capacity, seed);
            try {
                round.run();
            } catch (Throwable failure) {
                throw new AssertionError("capacity " + capacity + ", -Dsluice.seed=" + seed + ", " + round, failure);
            }
        }
    }

    private static final class HookFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HookFailure() {
            super("hook", null, true, false);
        }
    }

    /** What a sender was told of a value. */
    private enum Told {
        SENT,
        KEPT,
        THROWN
    }

    private static final class Round {
        private final SplittableRandom random;
        private final int senders;
        private final int receivers;
        private final int valuesEach;
        private final Overflow overflow;
        private final boolean hookThrows;
        private final boolean interrupts;
        private final boolean endsEarly;
        private final Told[] told;
        private final AtomicIntegerArray received;
        private final AtomicIntegerArray undelivered;
        private final AtomicLong operations = new AtomicLong();
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private final Channel<Integer> channel;

        Round(int capacity, long seed) {
            this.random = new SplittableRandom(seed);
            this.senders = 1 + random.nextInt(4);
            this.receivers = 1 + random.nextInt(4);
            this.valuesEach = 1 + random.nextInt(400);
            this.overflow = capacity == 0 || random.nextInt(3) > 0
                    ? Overflow.WAIT
                    : random.nextBoolean() ? Overflow.DROP_OLDEST : Overflow.DROP_NEWEST;
            this.hookThrows = random.nextInt(3) == 0;
            this.interrupts = random.nextInt(4) > 0;
            this.endsEarly = random.nextBoolean();
            int values = senders * valuesEach;
            this.told = new Told[values];
            this.received = new AtomicIntegerArray(values);
            this.undelivered = new AtomicIntegerArray(values);
            this.channel = Channel.overflow(overflow)
                    .<Integer>onUndelivered(this::noteUndelivered)
                    .buffered(capacity);
        }

        void run() throws Exception {
            List<Running<Void>> sending = new ArrayList<>();
            List<Running<Void>> receiving = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                int first = i * valuesEach;
                SplittableRandom own = random.split();
                sending.add(Running.of(() -> send(first, own)));
            }
            for (int i = 0; i < receivers; i++) {
                SplittableRandom own = random.split();
                receiving.add(Running.of(() -> receive(own)));
            }
            SplittableRandom own = random.split();
            Running<Void> ending = Running.of(() -> end(own));
            List<Running<Void>> all = new ArrayList<>(sending);
            all.addAll(receiving);
            interruptUntilDone(sending, all);
            for (Running<Void> each : sending) {
                each.result();
            }
            channel.close();
            interruptUntilDone(receiving, receiving);
            for (Running<Void> each : receiving) {
                each.result();
            }
            ending.result();
            verify();
        }

        private void interruptUntilDone(List<Running<Void>> awaited, List<Running<Void>> all) {
            while (interrupts && !awaited.stream().allMatch(Running::isDone)) {
                all.get(random.nextInt(all.size())).interrupt();
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        }

        private void send(int first, SplittableRandom own) {
            for (int value = first; value < first + valuesEach; value++) {
                operations.incrementAndGet();
                told[value] = sendOne(value, own);
            }
        }

        private Told sendOne(int value, SplittableRandom own) {
            try {
                return switch (own.nextInt(6)) {
                    case 0 -> told(channel.offer(value));
                    case 1 -> told(channel.send(value, Duration.ofNanos(own.nextInt(100_000))));
                    case 2 -> told(channel.send(value, Duration.ZERO));
                    case 3 -> channel.sendIfOpen(value) ? Told.SENT : Told.KEPT;
                    default -> {
                        channel.send(value);
                        yield Told.SENT;
                    }
                };
            } catch (InterruptedException | ChannelClosedException _) {
                return Told.THROWN;
            } catch (HookFailure _) {
                return Told.SENT; // and it dropped another, or this one
            }
        }

        private static Told told(Offer answer) {
            return answer == Offer.SENT ? Told.SENT : Told.KEPT;
        }

        private void receive(SplittableRandom own) {
            int[] latest = new int[senders];
            Arrays.fill(latest, -1);
            for (; ; ) {
                operations.incrementAndGet();
                try {
                    Received<Integer> taken = switch (own.nextInt(4)) {
                        case 0 -> channel.tryReceive();
                        case 1 -> channel.receive(Duration.ofNanos(own.nextInt(100_000)));
                        default -> {
                            Integer value = channel.receive();
                            yield value == null ? Received.closed(null) : new Received.Value<>(value);
                        }
                    };
                    if (taken instanceof Received.Closed) {
                        return;
                    }
                    if (taken instanceof Received.Value<Integer>(Integer value)) {
                        received.incrementAndGet(value);
                        int sender = value / valuesEach;
                        assertThat(value).as("after one of the same sender").isGreaterThan(latest[sender]);
                        latest[sender] = value;
                    }
                } catch (InterruptedException _) {
                    // goes on
                } catch (ChannelFailedException _) {
                    return;
                }
            }
        }

        /** Ends the channel in one of the ways, perhaps in several, before or after the last operation. */
        private void end(SplittableRandom own) {
            if (!endsEarly) {
                return;
            }
            long after = own.nextInt(senders * valuesEach);
            while (operations.get() < after && !channel.isClosed()) {
                Thread.onSpinWait();
            }
            for (int i = own.nextInt(3); i >= 0; i--) {
                switch (own.nextInt(3)) {
                    case 0 -> channel.close();
                    case 1 -> channel.closeWithError(new IllegalStateException("ended"));
                    default -> cancel();
                }
            }
        }

        private void cancel() {
            cancelled.set(true);
            try {
                channel.cancel();
            } catch (HookFailure _) {
                // it has happened
            }
        }

        private void noteUndelivered(int value) {
            undelivered.incrementAndGet(value);
            if (hookThrows && value % 3 == 0) {
                throw new HookFailure();
            }
        }

        private void verify() {
            boolean mayDrop = cancelled.get() || overflow != Overflow.WAIT;
            for (int value = 0; value < told.length; value++) {
                int got = received.get(value);
                int dropped = undelivered.get(value);
                boolean right = switch (told[value]) {
                    case SENT -> mayDrop ? got + dropped == 1 : got == 1 && dropped == 0;
                    case KEPT -> got == 0 && dropped == 0;
                    case THROWN -> got == 0 && dropped == 1;
                };
                assertThat(right)
                        .as(
                                "value %d: told %s, received %d times, undelivered %d times",
                                value, told[value], got, dropped)
                        .isTrue();
            }
            assertThat(channel.length()).isZero();
            assertThat(Waiting.sendersAt(channel)).isZero();
            assertThat(Waiting.receiversAt(channel)).isZero();
        }

        @Override
        public String toString() {
            return senders + " senders of " + valuesEach + " values, " + receivers + " receivers, " + overflow
                    + (hookThrows ? ", hook throws" : "") + (interrupts ? ", interrupts" : "")
                    + (endsEarly ? ", ends early" : "");
        }
    }
}
