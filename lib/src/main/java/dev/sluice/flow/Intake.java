package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Select;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The first station of a pipeline as its source sees it. */
final class Intake<T> implements Emitter<T> {
    private final Launch launch;
    private final Station station;
    private final Worker worker;
    private final Channel<Item<T>> out;
    private final List<Rescue<T>> rescues;
    private long place;
    private boolean ended;
    private @Nullable Exception reported;

    Intake(Launch launch, Station station, Worker worker, Channel<Item<T>> out, List<Rescue<T>> rescues) {
        this.launch = launch;
        this.station = station;
        this.worker = worker;
        this.out = out;
        this.rescues = rescues;
    }

    @Override
    public boolean emit(T value) throws InterruptedException {
        Objects.requireNonNull(value, "null is no item");
        begin();
        ended = !pass(new Item<>(place, value)) || launch.isDraining();
        return !ended;
    }

    @Override
    public boolean fail(Object item, Exception failure) throws Exception {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(failure, "failure");
        begin();
        worker.tally.failed();
        Rescue<T> rescue = Rescue.of(rescues, failure);
        if (rescue == null) {
            reported = AtItem.note(failure, station.name(), place, item);
            throw failure;
        }
        T instead = rescue.handler().apply(new FailedItem(station.name(), place, item, failure));
        ended = (instead != null && !pass(new Item<>(place, instead))) || launch.isDraining();
        return !ended;
    }

    private void begin() {
        if (ended) {
            throw new CancelledException("no more items of " + station.name() + " are wanted", null);
        }
        place++;
        worker.tally.received();
    }

    private boolean pass(Item<T> item) throws InterruptedException {
        try {
            return launch.isDraining() ? passShielded(item) : worker.pass(out, item);
        } catch (InterruptedException e) {
            if (!isDrained()) {
                throw e;
            }
            return passShielded(item);
        }
    }

    /** Passes on, though this goroutine is cancelled, an item that was taken from the source: so it is under way. */
    private boolean passShielded(Item<T> item) throws InterruptedException {
        var passed = new AtomicBoolean();
        Context.current().detached().run(() -> passed.set(worker.pass(out, item)));
        return passed.get();
    }

    private boolean isDrained() {
        return launch.isDraining() && !station.isLeft() && !station.isCancelled();
    }

    /** Whether this failure was reported as that of an item. */
    boolean isReported(Exception failure) {
        return failure == reported;
    }

    /** Says that the source waits for something that no goroutine of the program will do. */
    Scope.External external() {
        return launch.external();
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

    /** Receives until the channel or the run is drained; returns null then. */
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
