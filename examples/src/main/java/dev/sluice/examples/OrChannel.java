package dev.sluice.examples;

import static dev.sluice.flow.Channels.or;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Many signals, of which the first counts: here five timers, in a list that may have any length. */
final class OrChannel {
    private OrChannel() {}

    public static void main(String... args) throws InterruptedException {
        Instant start = Instant.now();
        awaitFirst(List.of(
                Duration.ofHours(2),
                Duration.ofMinutes(5),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                Duration.ofMinutes(1)));
        boolean atOnce = Duration.between(start, Instant.now()).toMinutes() < 1;
        IO.println("one of five timers was over, " + (atOnce ? "and it was the shortest" : "after more than a minute"));
    }

    static void awaitFirst(List<Duration> delays) throws InterruptedException {
        try (var scope = Scope.open()) {
            List<ReceiveChannel<Instant>> timers =
                    delays.stream().map(Channel::after).toList();
            for (var _ : or(scope, timers)) {
                // the channel never has a value, and is closed by the first signal
            }
        }
    }
}
