package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import dev.sluice.internal.OwnChannels;
import org.jspecify.annotations.Nullable;

/** How stages send: a consumer that leaves is no failure, and what can't be sent goes to the output's undelivered hook. */
final class Outlet {
    private Outlet() {}

    /** Makes an output without a buffer. */
    static <T> Channel<T> named(String name) {
        return OwnChannels.unlisted(Channel.named(name).<T>onUndelivered(Outlet::forget))
                .unbuffered();
    }

    /** Drops a value; from a channel that is never received from then. */
    static void forget(Object value) {
        if (value instanceof ReceiveChannel<?> channel) {
            channel.cancel();
        }
    }

    /**
     * Sends a value, and waits until it is taken.
     *
     * @return whether it was sent; with false the consumer has left, and the hook has got the value
     * @throws InterruptedException if the stage is interrupted; the hook has got the value
     */
    static <T> boolean send(SendChannel<T> out, T value) throws InterruptedException {
        try {
            out.send(value);
            return true;
        } catch (ChannelClosedException left) {
            if (left.getSuppressed().length > 0) {
                throw left; // the hook has failed
            }
            return false;
        }
    }

    /** Waits for a select's next case; returns null where one would send and its consumer has left. */
    static Select.@Nullable Case await(Select select) throws InterruptedException {
        try {
            return select.await();
        } catch (ChannelClosedException _) {
            return null;
        }
    }

    /** Hands a value to the hook of an output that has ended: in a shield, since the stage may be cancelled. */
    static <T> void drop(SendChannel<T> ended, T value) {
        Context.current().detached().run(() -> {
            try {
                send(ended, value);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // the hook has got the value even so
            }
        });
    }

    /** Ends an output because the stage was interrupted while it held a value, or none, and returns what to throw. */
    static <T> InterruptedException abandon(SendChannel<T> out, @Nullable T held, InterruptedException interruption) {
        Stage.cutOff(out, interruption);
        if (held != null) {
            drop(out, held);
        }
        return interruption;
    }
}
