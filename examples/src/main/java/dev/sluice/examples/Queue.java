package dev.sluice.examples;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.Scope;
import dev.sluice.Task;

/**
 * A short stage feeds a long one. A buffer in between lets the short one get ahead; it doesn't make the long one any
 * faster.
 */
final class Queue {
    private static final int ITEMS = 10;

    private Queue() {}

    public static void main(String... args) throws InterruptedException {
        IO.println("without a buffer: " + feed(Channel.unbuffered()));
        IO.println("a buffer of 4:    " + feed(Channel.buffered(4)));
        IO.println("a buffer of 100:  " + feed(Channel.buffered(100)));
    }

    private static String feed(Channel<Integer> queue) throws InterruptedException {
        Channel<String> nap = Channel.unbuffered();
        try (var scope = Scope.open()) {
            Task<Integer> done = scope.go("long", () -> work(queue, nap));

            queue.send(1);
            nap.send("begins"); // the first item is in work now
            int sent = 1;
            while (sent < ITEMS && queue.offer(sent + 1) == Offer.SENT) {
                sent++;
            }
            int ahead = sent - 1;
            nap.send("ends");
            while (sent < ITEMS) {
                queue.send(++sent); // waits for the long stage: this is backpressure
            }
            queue.close();
            return ahead + " items get ahead, " + done.await() + " arrive";
        }
    }

    /** The first item takes so long that the short stage gets as far ahead as it can. */
    private static int work(Channel<Integer> queue, Channel<String> nap) throws InterruptedException {
        int done = 0;
        for (int item : queue) {
            if (item == 1) {
                nap.receive();
                nap.receive();
            }
            done++;
        }
        return done;
    }
}
