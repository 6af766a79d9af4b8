package dev.sluice.bench.channels;

import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.bench.peer.Line;
import dev.sluice.bench.peer.Peer;

/** Values that some goroutines send on one line, and others receive from it. */
final class Traffic {
    private Traffic() {}

    /**
     * Moves values, and answers their sum.
     *
     * @param values how many in all; a multiple of both numbers of goroutines
     */
    static long move(Peer peer, int capacity, int senders, int receivers, int values) throws InterruptedException {
        long expected = senders * Check.sum(values / senders);
        if (peer == Peer.KOTLIN) {
            return Check.equal(KotlinChannels.move(capacity, senders, receivers, values), expected);
        }
        Line line = peer.line(capacity);
        long[] sums = new long[receivers];
        try (var goroutines = peer.goroutines()) {
            start(goroutines, line, senders, values / senders, sums, values / receivers);
            goroutines.join();
        }
        long sum = 0;
        for (long each : sums) {
            sum += each;
        }
        return Check.equal(sum, expected);
    }

    private static void start(Goroutines goroutines, Line line, int senders, int sent, long[] sums, int received)
            throws InterruptedException {
        for (int i = 0; i < sums.length; i++) {
            int receiver = i;
            goroutines.go(() -> sums[receiver] = receive(line, received));
        }
        for (int i = 0; i < senders; i++) {
            goroutines.go(() -> send(line, sent));
        }
    }

    static void send(Line line, int values) throws InterruptedException {
        for (int i = 0; i < values; i++) {
            line.send(Check.value(i));
        }
    }

    static long receive(Line line, int values) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < values; i++) {
            sum += line.receive();
        }
        return sum;
    }
}
