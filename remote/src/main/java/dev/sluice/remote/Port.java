package dev.sluice.remote;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;

/**
 * A local channel with the next values of a {@link RemoteChannel}, for code that waits for several things at once.
 *
 * {@snippet :
 * try (var port = jobs.port(8); var select = Select.open()) {
 *     var job = select.receive(port.channel());
 *     var stop = select.receive(stopped);
 *     …
 * }
 * }
 *
 * <p>Values that wait here keep their leases. When the port is closed they are given back, and other programs get them at once.
 *
 * <p>A port is a scope: the thread that has opened it owns it, and alone may close it. Its channel is safe for use by any number of
 * threads.
 *
 * @param <T> the type of the values
 */
public final class Port<T> implements AutoCloseable {
    private final Scope scope;
    private final Intake<T>.Wish wish;
    private final Channel<Delivery<T>> channel;

    Port(RemoteChannel<T> from, Intake<T> intake, int prefetch) throws InterruptedException {
        wish = intake.want(prefetch);
        channel = Channel.<Delivery<T>>onUndelivered(Delivery::giveBack).unbuffered();
        scope = Scope.open().named("port of " + from.name());
        boolean started = false;
        try {
            scope.go("port", () -> pump(from));
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void pump(RemoteChannel<T> from) throws InterruptedException {
        try {
            for (Delivery<T> delivery; (delivery = from.next(wish)) != null; wish.more()) {
                if (from.isFit(delivery)) {
                    if (!channel.sendIfOpen(delivery)) {
                        delivery.giveBack();
                        return;
                    }
                    delivery.take();
                }
            }
            channel.close();
        } catch (RemoteException e) {
            channel.closeWithError(e);
        }
    }

    /**
     * Returns the channel, which is closed when the remote one is closed and drained. When its receiver {@linkplain
     * ReceiveChannel#cancel leaves}, the port takes no more.
     *
     * @return the channel, always the same one
     */
    public ReceiveChannel<Delivery<T>> channel() {
        return channel;
    }

    /** Gives back what waits here, and takes no more. Closing it again does nothing. */
    @Override
    public void close() {
        scope.cancel();
        scope.close();
        channel.cancel();
        wish.close();
    }
}
