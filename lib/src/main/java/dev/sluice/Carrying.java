package dev.sluice;

import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Thrown;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** How carriers get around the bodies of goroutines. */
final class Carrying {
    /** Those for all goroutines, the outermost first. Each registration is an entry of its own, whatever carrier it is of. */
    private static final List<Entry> INSTALLED = new CopyOnWriteArrayList<>();

    private Carrying() {}

    private static final class Entry {
        private final Carrier carrier;

        Entry(Carrier carrier) {
            this.carrier = carrier;
        }
    }

    static Context.Registration install(Carrier carrier) {
        var entry = new Entry(carrier);
        INSTALLED.add(entry);
        return () -> INSTALLED.remove(entry);
    }

    /** One carrier that is two: the first is outside. */
    static Carrier both(@Nullable Carrier first, Carrier second) {
        return first == null ? second : body -> first.carry(second.carry(body));
    }

    /** Wraps a body, in the thread that starts the goroutine. */
    static <T extends @Nullable Object> CheckedSupplier<T, ?> wrap(
            @Nullable Carrier ofScope, CheckedSupplier<T, ?> body) {
        if (ofScope == null && INSTALLED.isEmpty()) {
            return body;
        }
        var carried = new Carried<T>(body);
        Runnable wrapped = ofScope == null ? carried : ofScope.carry(carried);
        for (Entry entry : INSTALLED.reversed()) {
            wrapped = entry.carrier.carry(wrapped);
        }
        Runnable outermost = wrapped;
        return () -> carried.result(outermost);
    }

    /** A body, as what a carrier wraps: it throws nothing, and keeps what has come of it. Used by the goroutine alone. */
    private static final class Carried<T extends @Nullable Object> implements Runnable {
        private final CheckedSupplier<T, ?> body;
        private boolean wasRun;
        private @Nullable T result;
        private @Nullable Throwable thrown;

        Carried(CheckedSupplier<T, ?> body) {
            this.body = body;
        }

        @Override
        public void run() {
            if (wasRun) {
                throw new IllegalStateException("a carrier has called the body of a goroutine again");
            }
            wasRun = true;
            try {
                result = body.get();
            } catch (Throwable t) { // checked ones too, which other languages throw at will
                thrown = t;
            }
        }

        @SuppressWarnings("NullAway") // the result is null only where T is nullable
        T result(Runnable wrapped) throws Exception {
            try {
                wrapped.run();
            } catch (Throwable ofCarrier) {
                if (thrown == null) {
                    throw ofCarrier;
                }
                Failures.suppress(thrown, ofCarrier);
            }
            if (!wasRun) {
                throw new IllegalStateException("a carrier has not called the body of a goroutine");
            }
            Throwable failure = thrown;
            if (failure == null) {
                return result;
            }
            throw Thrown.as(failure, Exception.class);
        }
    }
}
