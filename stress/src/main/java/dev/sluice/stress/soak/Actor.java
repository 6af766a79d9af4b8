package dev.sluice.stress.soak;

import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Offer;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.stress.soak.Ledger.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One goroutine of a random program. It uses channels in one of many ways, and notes what becomes of each value. */
final class Actor {
    private final Random random;
    private final Ledger ledger;
    private final List<Channel<Integer>> channels;

    Actor(Random random, Ledger ledger, List<Channel<Integer>> channels) {
        this.random = random;
        this.ledger = ledger;
        this.channels = channels;
    }

    /** Acts until there are no more values, the channels are closed, or it is cancelled or interrupted. */
    void run() throws InterruptedException {
        try {
            switch (random.nextInt(9)) {
                case 0 -> send();
                case 1 -> sendInTime();
                case 2 -> offer();
                case 3 -> receive();
                case 4 -> receiveInTime();
                case 5 -> tryReceive();
                case 6 -> select(false);
                case 7 -> select(true);
                default -> nest();
            }
        } catch (ChannelClosedException | ChannelFailedException _) {
            // A closer was faster: what was to be sent went to the hook.
        }
    }

    private Channel<Integer> any() {
        return channels.get(random.nextInt(channels.size()));
    }

    private Duration moment() {
        return Duration.ofNanos(random.nextInt(200_000));
    }

    private void send() throws InterruptedException {
        for (int value; (value = ledger.make()) >= 0; ) {
            if (random.nextBoolean()) {
                any().send(value);
            } else if (!any().sendIfOpen(value)) {
                ledger.note(value, Fate.RETURNED);
                return;
            }
        }
    }

    private void sendInTime() throws InterruptedException {
        for (int value; (value = ledger.make()) >= 0; ) {
            Offer offer = any().send(value, moment());
            if (offer != Offer.SENT) {
                ledger.note(value, Fate.RETURNED);
            }
            if (offer == Offer.CLOSED) {
                return;
            }
        }
    }

    private void offer() throws InterruptedException {
        for (int value; (value = ledger.make()) >= 0; ) {
            Channel<Integer> to = any();
            Offer offer = to.offer(value);
            if (offer != Offer.SENT) {
                ledger.note(value, Fate.RETURNED);
            }
            if (offer == Offer.CLOSED) {
                return;
            }
            pause();
        }
    }

    private void receive() throws InterruptedException {
        for (Integer value; (value = any().receive()) != null; ) {
            ledger.note(value, Fate.RECEIVED);
        }
    }

    private void receiveInTime() throws InterruptedException {
        for (; ; ) {
            switch (any().receive(moment())) {
                case Received.Value<Integer>(Integer value) -> ledger.note(value, Fate.RECEIVED);
                case Received.Closed<Integer> _ -> {
                    return;
                }
                case Received.Empty<Integer> _ -> {}
            }
        }
    }

    private void tryReceive() throws InterruptedException {
        for (; ; ) {
            switch (any().tryReceive()) {
                case Received.Value<Integer>(Integer value) -> ledger.note(value, Fate.RECEIVED);
                case Received.Closed<Integer> _ -> {
                    return;
                }
                case Received.Empty<Integer> _ -> pause();
            }
        }
    }

    /** Lets others go on, in a way that an interrupt or a cancellation ends. */
    private void pause() throws InterruptedException {
        Channel.after(Duration.ofNanos(1 + random.nextInt(20_000))).receive();
    }

    /** Sends and receives on several channels, with values that are given or supplied; maybe in order. */
    private void select(boolean ordered) throws InterruptedException {
        try (var select = ordered ? Select.open().ordered() : Select.open()) {
            var receives = channels.stream()
                    .limit(1 + random.nextInt(3))
                    .map(select::receive)
                    .toList();
            var supplied = select.send(any(), this::supply);
            var given = select.send(any());
            select.timeout(Duration.ofMillis(2));
            int closed = 0;
            while (closed < receives.size()) {
                int value = ledger.make();
                if (value < 0) {
                    given.enable(false);
                    supplied.enable(false);
                } else {
                    given.value(value);
                }
                Select.Case happened = null;
                try {
                    happened = random.nextInt(4) == 0 ? select.poll() : select.await();
                } finally {
                    if (value >= 0 && happened != given) {
                        ledger.note(value, Fate.RETURNED);
                    }
                }
                for (var each : receives) {
                    if (each == happened && each.value() != null) {
                        ledger.note(each.value(), Fate.RECEIVED);
                    } else if (each == happened) {
                        each.enable(false);
                        closed++;
                    }
                }
            }
        }
    }

    private int supply() {
        int value = ledger.make();
        if (value < 0) {
            throw new ChannelClosedException("there are enough values", null);
        }
        return value;
    }

    /** Has others act in a scope of its own. */
    private void nest() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                var inner = new Actor(new Random(random.nextLong()), ledger, channels);
                scope.go("inner", inner::run);
            }
            scope.join();
        }
    }
}
