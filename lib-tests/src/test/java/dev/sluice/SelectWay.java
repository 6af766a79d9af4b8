package dev.sluice;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ways in which a select can do what a plain operation does. */
enum SelectWay {
    AWAIT,
    ORDERED,
    POLL,
    ONE_OFF,
    ONE_OFF_WITH_OTHERWISE;

    /** Receives; {@code Empty} only from a way that doesn't wait. */
    <T> Received<T> receive(ReceiveChannel<T> channel) throws InterruptedException {
        return switch (this) {
            case AWAIT, ORDERED, POLL -> {
                try (var select = open()) {
                    Select.Receive<T> take = select.receive(channel);
                    if (next(select) == null) {
                        yield Received.empty();
                    }
                    yield take.closed()
                            ? Received.closed(take.cause())
                            : new Received.Value<>(Objects.requireNonNull(take.value()));
                }
            }
            case ONE_OFF -> oneOffReceive(Select.on(channel, Received.Value::new, closed -> closed));
            case ONE_OFF_WITH_OTHERWISE ->
                oneOffReceive(
                        Select.on(channel, Received.Value::new, closed -> closed), Select.otherwise(Received::empty));
        };
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static <T> Received<T> oneOffReceive(Select.Branch<? extends Received<T>, RuntimeException>... branches)
            throws InterruptedException {
        return Select.<Received<T>, RuntimeException>of(branches);
    }

    /** Sends; {@code FULL} only from a way that doesn't wait. */
    <T> Offer send(SendChannel<T> channel, T value) throws InterruptedException {
        return switch (this) {
            case AWAIT, ORDERED, POLL -> {
                try (var select = open()) {
                    select.send(channel).value(value);
                    yield next(select) == null ? Offer.FULL : Offer.SENT;
                } catch (ChannelClosedException e) {
                    yield Offer.CLOSED;
                }
            }
            case ONE_OFF -> oneOff(Select.onSend(channel, value, () -> Offer.SENT));
            case ONE_OFF_WITH_OTHERWISE ->
                oneOff(Select.otherwise(() -> Offer.FULL), Select.onSend(channel, value, () -> Offer.SENT));
        };
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static Offer oneOff(Select.Branch<Offer, RuntimeException>... branches) throws InterruptedException {
        try {
            return Select.of(branches);
        } catch (ChannelClosedException e) {
            return Offer.CLOSED;
        }
    }

    boolean waits() {
        return this != POLL && this != ONE_OFF_WITH_OTHERWISE;
    }

    private Select open() {
        return this == ORDERED ? Select.open().ordered() : Select.open();
    }

    private Select.@Nullable Case next(Select select) throws InterruptedException {
        return this == POLL ? select.poll() : select.await();
    }
}
