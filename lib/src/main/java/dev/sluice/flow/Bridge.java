package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.SendChannel;

/** Sends the values of one channel after the other: of those that come through a channel. */
final class Bridge {
    private Bridge() {}

    static <T> void run(ReceiveChannel<? extends ReceiveChannel<? extends T>> channels, SendChannel<T> out)
            throws InterruptedException {
        boolean ended = false;
        try {
            boolean goesOn = true;
            while (goesOn) {
                ReceiveChannel<? extends T> inner = channels.receive();
                ended = inner == null;
                goesOn = inner != null && copy(inner, out);
            }
        } finally {
            if (!ended) {
                leaveOthers(channels);
            }
        }
    }

    private static <T> boolean copy(ReceiveChannel<? extends T> inner, SendChannel<T> out) throws InterruptedException {
        boolean ended = false;
        try {
            ended = Relay.copy(inner, out);
            return ended;
        } finally {
            if (!ended) {
                inner.cancel();
            }
        }
    }

    /**
     * Leaves the channels in the buffer, which nobody will receive from now. Those that aren't there yet are for the hook of
     * the channel they come through: a producer without end can't be waited for.
     */
    private static void leaveOthers(ReceiveChannel<? extends ReceiveChannel<?>> channels) {
        for (int left = channels.length(); left > 0; left--) {
            if (channels.tryReceive() instanceof Received.Value<? extends ReceiveChannel<?>>(var inner)) {
                inner.cancel();
            }
        }
    }
}
