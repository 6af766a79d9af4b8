package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Received;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import dev.sluice.internal.OwnChannels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One goroutine of a {@link Station}: receives and sends for it, and counts. Waits are measured, and nothing else is. */
final class Worker implements AutoCloseable {
    final Tally tally;
    private final Station station;
    private final boolean timed;
    private final boolean mayRetire;
    private @Nullable Select select;
    private @Nullable Channel<?> selected;
    private Select.@Nullable Receive<?> selectedCase;
    private boolean retired;

    /**
     * Creates a worker.
     *
     * @param timed whether its time counts
     * @param mayRetire whether it ends when there are too many
     */
    Worker(Station station, Tally tally, boolean timed, boolean mayRetire) {
        this.station = station;
        this.tally = tally;
        this.timed = timed;
        this.mayRetire = mayRetire;
    }

    /**
     * Receives, and waits until there is something.
     *
     * @return a value, or null if the channel is closed and drained, or this worker has to retire
     */
    <V> @Nullable V receive(Channel<V> in) throws InterruptedException {
        Context.checkpoint(); // so that a cancel ends a worker also where it never has to wait
        if (retires()) {
            return null;
        }
        return switch (in.tryReceive()) {
            case Received.Value<V>(V value) -> value;
            case Received.Closed<V> _ -> null;
            case Received.Empty<V> _ -> {
                waitForInput();
                try {
                    yield mayRetire ? receiveOrRetire(in) : in.receive();
                } finally {
                    tally.endWait();
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private <V> @Nullable V receiveOrRetire(Channel<V> in) throws InterruptedException {
        if (select == null) {
            select = Select.open();
            select.receive(station.retirements);
        }
        if (selected != in) {
            if (selectedCase != null) {
                select.remove(selectedCase);
            }
            selectedCase = select.receive(in);
            selected = in;
        }
        var item = (Select.Receive<V>) Objects.requireNonNull(selectedCase);
        while (true) {
            if (select.await() == item) {
                return item.value();
            }
            if (retires()) {
                return null;
            }
        }
    }

    private boolean retires() {
        return mayRetire && (retired || (retired = station.mayRetire()));
    }

    boolean isRetired() {
        return retired;
    }

    private void waitForInput() {
        if (timed) {
            tally.waitsForInput();
        }
    }

    private void waitForOutput() {
        if (timed) {
            tally.waitsForOutput();
        }
    }

    /** Receives an item and counts it. */
    <T> @Nullable Item<T> next(Channel<Item<T>> in) throws InterruptedException {
        tally.saw(in.length());
        Item<T> item = receive(in);
        if (item != null) {
            tally.received();
        }
        return item;
    }

    /**
     * Sends, and waits until that is possible.
     *
     * @return false if it will not be received
     */
    <V> boolean put(SendChannel<V> out, V value) throws InterruptedException {
        Context.checkpoint();
        return switch (out.offer(value)) {
            case SENT -> true;
            case CLOSED -> false;
            case FULL -> {
                waitForOutput();
                try {
                    yield out.sendIfOpen(value);
                } finally {
                    tally.endWait();
                }
            }
        };
    }

    /** Sends and counts; if no more are wanted, the station ends. */
    <V> boolean pass(SendChannel<V> out, V value) throws InterruptedException {
        if (put(out, value)) {
            tally.sent();
            return true;
        }
        station.leave();
        return false;
    }

    /** Ends the station as soon as a channel that it sends to has ended, also while it waits for items. */
    void endWith(SendChannel<?> out) {
        OwnChannels.connect(out, () -> {
            station.leave();
            return List.of();
        });
    }

    @Override
    public void close() {
        if (select != null) {
            select.close();
        }
    }
}
