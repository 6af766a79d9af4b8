package dev.sluice.bench.peer;

import dev.sluice.Channel;
import java.util.concurrent.CountDownLatch;

/**
 * Something that goroutines wait for, and that ends all of their waits: a channel, or for Java a latch.
 *
 * @param body waits for it
 * @param end ends the waits
 */
public record Blocked(Goroutines.Body body, Runnable end) {
    /** Makes one of a peer; coroutines have their own. */
    public static Blocked of(Peer peer) {
        return switch (peer) {
            case SLUICE -> {
                Channel<Integer> channel = Channel.unbuffered();
                yield new Blocked(channel::receive, channel::close);
            }
            case JOX -> {
                com.softwaremill.jox.Channel<Integer> channel = com.softwaremill.jox.Channel.newRendezvousChannel();
                yield new Blocked(channel::receiveOrClosed, channel::done);
            }
            case COUNT_DOWN_LATCH -> {
                var latch = new CountDownLatch(1);
                yield new Blocked(latch::await, latch::countDown);
            }
            default -> throw peer.unfit();
        };
    }

    /** Starts goroutines that wait for it, and returns when all do. */
    public void startAndAwait(Goroutines crew, int goroutines) throws InterruptedException {
        var parked = new Parked(goroutines);
        for (int i = 0; i < goroutines; i++) {
            int number = i;
            crew.go(() -> {
                parked.signIn(number);
                body.run();
            });
        }
        parked.await();
    }
}
