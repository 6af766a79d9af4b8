package dev.sluice.stress.soak;

import dev.sluice.Channel;
import dev.sluice.Channel.Overflow;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.stress.soak.Ledger.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random program: actors at a few channels, whom it cancels, interrupts, and closes their channels. */
final class Program {
    private static final int[] CAPACITIES = {0, 0, 1, 2, 10, 1_000};
    private static final int MOST_VALUES = 20_000;

    private final Random random;
    private final Ledger ledger;
    private final List<Channel<Integer>> channels = new ArrayList<>();

    Program(long seed) {
        random = new Random(seed);
        ledger = new Ledger(1 + random.nextInt(MOST_VALUES));
        for (int i = random.nextInt(4); i >= 0; i--) {
            channels.add(channel());
        }
    }

    private Channel<Integer> channel() {
        int capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
        var options = Channel.<Integer>onUndelivered(value -> ledger.note(value, Fate.UNDELIVERED));
        boolean waits = capacity == 0 || random.nextInt(3) > 0;
        return waits
                ? options.buffered(capacity)
                : options.overflow(random.nextBoolean() ? Overflow.DROP_OLDEST : Overflow.DROP_NEWEST)
                        .buffered(capacity);
    }

    /**
     * Runs it to its end.
     *
     * @return what became of the values
     * @throws AssertionError if one was lost or doubled
     */
    Ledger run() throws InterruptedException {
        try (var scope = Scope.open().collectAll().deadline(Duration.ofMillis(20 + random.nextInt(300)))) {
            List<Task<?>> actors = new ArrayList<>();
            for (int i = 2 + random.nextInt(20); i > 0; i--) {
                var actor = new Actor(new Random(random.nextLong()), ledger, channels);
                actors.add(scope.go("actor", actor::run));
            }
            try {
                for (int i = random.nextInt(15); i > 0; i--) {
                    Channel.after(Duration.ofNanos(random.nextInt(3_000_000))).receive();
                    disturb(actors);
                }
            } catch (InterruptedException e) {
                if (!scope.context().isCancelled()) {
                    throw e;
                } // else the deadline was first
            }
            end(scope);
        }
        drain();
        ledger.mustBeSettled();
        return ledger;
    }

    private void disturb(List<Task<?>> actors) {
        Channel<Integer> channel = channels.get(random.nextInt(channels.size()));
        switch (random.nextInt(8)) {
            case 0 -> channel.close();
            case 1 -> channel.closeWithError(new IllegalStateException("planned"));
            case 2 -> channel.cancel();
            default -> actors.get(random.nextInt(actors.size())).cancel();
        }
    }

    /** Lets the deadline end what goes on, or ends it now. */
    private void end(Scope scope) throws InterruptedException {
        if (random.nextBoolean()) {
            scope.cancel();
        } else {
            channels.forEach(Channel::close);
        }
        try {
            scope.join();
        } catch (dev.sluice.DeadlineExceededException _) {
            // As planned.
        }
    }

    private void drain() {
        for (Channel<Integer> channel : channels) {
            channel.close();
            while (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
                ledger.note(value, Fate.RECEIVED);
            }
        }
    }
}
