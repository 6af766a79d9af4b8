package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.Select;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first station of a pipeline as its source sees it. */
final class Intake<T> implements Emitter<T> {
    private final Launch launch;
    private final Station station;
    private final Worker worker;
    private final Channel<Item<T>> out;
    private long place;
    private boolean ended;

    Intake(Launch launch, Station station, Worker worker, Channel<Item<T>> out) {
        this.launch = launch;
        this.station = station;
        this.worker = worker;
        this.out = out;
    }

    @Override
    public boolean emit(T value) throws InterruptedException {
        Objects.requireNonNull(value, "null is no item");
        if (ended) {
            throw new CancelledException("no more items of " + station.name() + " are wanted", null);
        }
        Item<T> item = new Item<>(++place, value);
        worker.tally.received();
        ended = !pass(item) || launch.isDraining();
        return !ended;
    }

    private boolean pass(Item<T> item) throws InterruptedException {
        try {
            return worker.pass(out, item);
        } catch (InterruptedException e) {
            if (!launch.isDraining() || station.isLeft() || station.isCancelled()) {
                throw e;
            }
            return worker.pass(out, item); // it was taken from the source, so it is in flight
        }
    }

    /** Whether the source is to read on. */
    boolean isWanted() {
        return !ended && !launch.isDraining();
    }

    /** Whether reading was ended while the run goes on: what the source throws then has no meaning. */
    boolean isEnded() {
        return (launch.isDraining() || station.isLeft()) && !station.isCancelled();
    }

    /** How many items there have been. */
    long place() {
        return place;
    }

    /** Receives until the channel or the run is drained; answers null then. */
    @Nullable
    T receive(ReceiveChannel<? extends T> channel) throws InterruptedException {
        if (!isWanted()) {
            return null;
        }
        return switch (channel.tryReceive()) {
            case Received.Value<? extends T>(var value) -> value;
            case Received.Closed<? extends T> _ -> channel.receive();
            case Received.Empty<? extends T> _ -> await(channel);
        };
    }

    private @Nullable T await(ReceiveChannel<? extends T> channel) throws InterruptedException {
        worker.tally.waitsForInput();
        try (var select = Select.open().ordered()) {
            select.receive(launch.draining());
            var next = select.receive(channel);
            return select.await() == next ? next.value() : null;
        } finally {
            worker.tally.endWait();
        }
    }
}
