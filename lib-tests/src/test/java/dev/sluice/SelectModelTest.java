package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Small random programs of one thread against a model of what channels are. Goroutines that wait are played by waiters that
 * the test puts into the queues: some for one channel, some, as selects do, for several at once.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SelectModelTest {
    private static final int PROGRAMS = Integer.getInteger("sluice.soak.programs", 5_000);
    private static final int STEPS = 40;

    /** One who waits: at one or several channels, to send a value or to receive. */
    private static final class Waiting {
        final Wait wait = new Wait();
        final List<Place> places = new ArrayList<>();
        boolean over;
    }

    private record Place(Waiting who, Modelled at, Waiter waiter, int value) {}

    /** A channel and its model. */
    private static final class Modelled {
        final int capacity;
        final List<Integer> undelivered = new ArrayList<>();
        final List<Integer> expectedUndelivered = new ArrayList<>();
        final Channel<Integer> channel;
        final Deque<Integer> buffer = new ArrayDeque<>();
        final Deque<Place> receivers = new ArrayDeque<>();
        final Deque<Place> senders = new ArrayDeque<>();
        boolean closed;

        Modelled(int capacity) {
            this.capacity = capacity;
            this.channel = Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        }

        private static @Nullable Place first(Deque<Place> queue) {
            while (!queue.isEmpty() && queue.peek().who.over) {
                queue.poll();
            }
            return queue.peek();
        }

        boolean canReceive() {
            return !buffer.isEmpty() || closed || first(senders) != null;
        }

        boolean canSend() {
            return closed || buffer.size() < capacity || first(receivers) != null;
        }

        /** Receives in the model; null where it is closed. */
        @Nullable
        Integer receive() {
            Place sender = first(senders);
            if (sender != null) {
                senders.poll();
                sender.who.over = true;
                assertMatched(sender);
            }
            if (buffer.isEmpty()) {
                return sender == null ? null : Integer.valueOf(sender.value);
            }
            if (sender != null) {
                buffer.add(sender.value);
            }
            return buffer.poll();
        }

        /** Sends in the model, where it isn't closed. */
        void send(int value) {
            Place receiver = first(receivers);
            if (receiver == null) {
                buffer.add(value);
                return;
            }
            receivers.poll();
            receiver.who.over = true;
            assertMatched(receiver);
            assertThat(receiver.waiter.value).isEqualTo(value);
        }

        private static void assertMatched(Place place) {
            assertThat(place.who.wait.isMatched()).isTrue();
            assertThat(place.who.wait.match(place.waiter)).isNull();
        }
    }

    @Test
    void random_programs_do_what_the_model_does() {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (int i = 0; i < PROGRAMS; i++) {
            new Program(first + i).run();
        }
    }

    private static final class Program {
        private final long seed;
        private final SplittableRandom random;
        private final List<Modelled> channels = new ArrayList<>();
        private final List<Waiting> waiting = new ArrayList<>();
        private int lastValue;

        Program(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void run() {
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                channels.add(new Modelled(random.nextInt(4)));
            }
            try {
                for (int step = 0; step < STEPS; step++) {
                    step();
                    for (Modelled each : channels) {
                        assertThat(each.channel.length()).isEqualTo(each.buffer.size());
                        assertThat(each.channel.isClosed()).isEqualTo(each.closed);
                        assertThat(each.undelivered).isEqualTo(each.expectedUndelivered);
                    }
                }
                waiting.forEach(this::leave);
                channels.forEach(each -> SelectMatrixTest.assertThatNobodyWaitsAt(each.channel));
            } catch (Throwable thrown) {
                throw new AssertionError("with -Dsluice.seed=" + seed, thrown);
            }
        }

        private Modelled any() {
            return channels.get(random.nextInt(channels.size()));
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1 -> offer(any());
                case 2, 3 -> tryReceive(any());
                case 4, 5 -> beginToWait();
                case 6 -> {
                    if (!waiting.isEmpty()) {
                        leave(waiting.remove(random.nextInt(waiting.size())));
                    }
                }
                case 7 -> {
                    if (random.nextInt(6) == 0) {
                        end(any());
                    }
                }
                default -> select();
            }
        }

        private void offer(Modelled on) {
            int value = ++lastValue;
            Offer expected = on.closed ? Offer.CLOSED : on.canSend() ? Offer.SENT : Offer.FULL;
            assertThat(on.channel.offer(value)).isEqualTo(expected);
            if (expected == Offer.SENT) {
                on.send(value);
            }
        }

        private void tryReceive(Modelled on) {
            if (!on.canReceive()) {
                assertThat(on.channel.tryReceive()).isEqualTo(Received.empty());
                return;
            }
            Integer received = on.channel.tryReceive().orNull();
            assertThat(received).isEqualTo(on.receive());
        }

        /** Puts a goroutine into the queues of one to three channels, if it couldn't go on at once. */
        private void beginToWait() {
            var who = new Waiting();
            who.wait.begin();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                Modelled on = any();
                boolean sends = random.nextBoolean();
                if (sends ? on.canSend() : on.canReceive()) {
                    continue;
                }
                var place = new Place(who, on, new Waiter(who.wait), ++lastValue);
                place.waiter.prepare(sends ? place.value : null);
                (sends ? on.senders : on.receivers).add(place);
                on.channel.enqueue(sends ? WaitQueues.Side.SENDERS : WaitQueues.Side.RECEIVERS, place.waiter);
                who.places.add(place);
                if (random.nextBoolean()) {
                    break; // or else, with bad luck, it stands on both sides of one channel
                }
            }
            who.over = who.places.isEmpty();
            waiting.add(who);
        }

        /** What a goroutine does when it was matched, or gives up. */
        private void leave(Waiting who) {
            who.over = true;
            for (Place each : who.places) {
                each.at.channel.leave(each.waiter);
            }
        }

        private void end(Modelled on) {
            boolean cancels = random.nextBoolean();
            if (cancels) {
                on.channel.cancel();
                on.expectedUndelivered.addAll(on.buffer);
                on.buffer.clear();
            } else {
                on.channel.close();
            }
            on.closed = true;
            for (Deque<Place> queue : List.of(on.receivers, on.senders)) {
                for (Place place; (place = Modelled.first(queue)) != null; ) {
                    queue.poll();
                    place.who.over = true;
                    Modelled.assertMatched(place);
                    assertThat(place.waiter.closed).isTrue();
                }
            }
        }

        private void select() {
            boolean ordered = random.nextBoolean();
            try (var select = ordered ? Select.open().ordered() : Select.open()) {
                var cases = new ArrayList<Select.Case>();
                var ons = new ArrayList<Modelled>();
                var values = new ArrayList<Integer>(); // null where the case receives
                for (int i = random.nextInt(5); i > 0; i--) {
                    Modelled on = any();
                    Integer value = random.nextBoolean() ? null : Integer.valueOf(++lastValue);
                    cases.add(
                            value == null
                                    ? select.receive(on.channel)
                                    : select.send(on.channel).value(value));
                    ons.add(on);
                    values.add(value);
                }
                poll(select, ordered, cases, ons, values);
            }
        }

        private void poll(
                Select select, boolean ordered, List<Select.Case> cases, List<Modelled> ons, List<Integer> values) {
            var ready = new ArrayList<Integer>();
            for (int i = 0; i < cases.size(); i++) {
                if (values.get(i) == null ? ons.get(i).canReceive() : ons.get(i).canSend()) {
                    ready.add(i);
                }
            }
            int happened;
            try {
                happened = cases.indexOf(select.poll());
            } catch (ChannelClosedException e) {
                assertThat(ready).anyMatch(i -> values.get(i) != null && ons.get(i).closed);
                return;
            }
            assertThat(ready.isEmpty() ? List.of(-1) : ordered ? ready.subList(0, 1) : ready)
                    .contains(happened);
            if (happened < 0) {
                return;
            }
            if (values.get(happened) == null) {
                var take = (Select.Receive<?>) cases.get(happened);
                assertThat(take.value()).isEqualTo(ons.get(happened).receive());
                assertThat(take.closed()).isEqualTo(take.value() == null);
            } else {
                assertThat(ons.get(happened).closed).isFalse();
                ons.get(happened).send(values.get(happened));
            }
        }
    }
}
