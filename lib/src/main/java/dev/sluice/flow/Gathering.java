package dev.sluice.flow;

import dev.sluice.Channel;
import java.util.Objects;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/** A stage whose items are transformed by a gatherer of the JDK; one goroutine runs it once. */
final class Gathering<T, A extends @Nullable Object, R> implements Gatherer.Downstream<R> {
    /*
     * A gatherer can't throw what interrupts it while it pushes. So the interruption is kept, the gatherer is told that no more is
     * wanted, and it is thrown when the gatherer returns.
     */
    private final Worker worker;
    private final Channel<Item<R>> out;
    private final String stage;
    private long place;
    private boolean rejecting;
    private @Nullable InterruptedException interruption;

    private Gathering(Worker worker, Channel<Item<R>> out, String stage) {
        this.worker = worker;
        this.out = out;
        this.stage = stage;
    }

    static <T, A extends @Nullable Object, R> Part<R> part(Part<T> before, Gatherer<? super T, A, R> gatherer) {
        return Operators.counting(
                "gather",
                before,
                (worker, in, out, stage) -> new Gathering<T, A, R>(worker, out, stage).run(gatherer, in));
    }

    private void run(Gatherer<? super T, A, R> gatherer, Channel<Item<T>> in) throws InterruptedException {
        A state = gatherer.initializer().get();
        var integrator = gatherer.integrator();
        boolean goesOn = true;
        while (goesOn) {
            Item<T> item = worker.next(in);
            if (item == null) {
                break;
            }
            place = item.place();
            try {
                goesOn = integrator.integrate(state, item.value(), this);
            } catch (RuntimeException e) {
                throw AtItem.note(e, stage, item.place(), item.value());
            }
            if (ends()) {
                return;
            }
        }
        try {
            gatherer.finisher().accept(state, this);
        } catch (RuntimeException e) {
            throw AtItem.note(e, stage, "after item " + place);
        }
        ends();
    }

    /** Returns whether no more are wanted; throws what the gatherer was interrupted by. */
    private boolean ends() throws InterruptedException {
        if (interruption != null) {
            throw interruption;
        }
        return rejecting;
    }

    @Override
    public boolean push(R value) {
        Objects.requireNonNull(value, "the gatherer has passed on null");
        if (rejecting) {
            return false;
        }
        try {
            rejecting = !worker.pass(out, new Item<>(place, value));
        } catch (InterruptedException e) {
            interruption = e;
            rejecting = true;
        }
        return !rejecting;
    }

    @Override
    public boolean isRejecting() {
        return rejecting;
    }
}
