package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.SendChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the values of one channel after the other: of those that come through a channel. */
final class Bridge<T> {
    /*
     * The channel that is being copied is an input of the stage too, and nothing else knows of it. The loop writes it down, and
     * then looks whether the output has ended; the call that ends the output does so, and then reads it. So one of the two sees the
     * other, and cancels it.
     */
    private final ReceiveChannel<? extends ReceiveChannel<? extends T>> channels;
    private final SendChannel<T> out;
    private volatile @Nullable ReceiveChannel<? extends T> current;

    Bridge(ReceiveChannel<? extends ReceiveChannel<? extends T>> channels, SendChannel<T> out) {
        this.channels = channels;
        this.out = out;
    }

    void run() throws InterruptedException {
        boolean goesOn = true;
        while (goesOn) {
            ReceiveChannel<? extends T> inner = channels.receive();
            goesOn = inner != null && copy(inner);
        }
    }

    private boolean copy(ReceiveChannel<? extends T> inner) throws InterruptedException {
        current = inner;
        if (out.isClosed()) {
            inner.cancel();
            return false;
        }
        return Relay.copy(inner, out);
    }

    /**
     * Returns what to leave when the output has ended: the channel that is being copied, those in the buffer, which will not
     * be received from now on, and the one they come through. Those that aren't there yet are for the hook of that one: a producer
     * without end can't be waited for.
     */
    List<ReceiveChannel<?>> inputs() {
        List<ReceiveChannel<?>> inputs = new ArrayList<>();
        ReceiveChannel<? extends T> inner = current;
        if (inner != null) {
            inputs.add(inner);
        }
        for (int left = channels.length(); left > 0; left--) {
            if (channels.tryReceive() instanceof Received.Value<? extends ReceiveChannel<? extends T>>(var next)) {
                inputs.add(next);
            }
        }
        inputs.add(channels);
        return inputs;
    }
}
