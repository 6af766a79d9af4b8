package dev.sluice.sync;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.function.CheckedFunction;
import dev.sluice.internal.OwnChannels;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a function makes of another's value: called by the first thread that finds that there is one. */
final class Mapped<T extends @Nullable Object, R extends @Nullable Object> extends Awaitable<R> {
    /** A call of the function. The channel is closed when it has returned, after the outcome is set, or without one. */
    private static final class Call<R extends @Nullable Object> {
        final Channel<Void> returned =
                OwnChannels.unlisted(Channel.named("map")).unbuffered();

        volatile @Nullable Outcome<R> outcome;
    }

    private final Awaitable<T> source;
    private final CheckedFunction<? super T, ? extends R, ?> function;

    /** The call that runs or has an outcome. A call that was interrupted is taken out, for another thread to begin anew. */
    private final AtomicReference<@Nullable Call<R>> current = new AtomicReference<>();

    Mapped(Awaitable<T> source, CheckedFunction<? super T, ? extends R, ?> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // the value is null only where T is nullable
    @Nullable
    Outcome<R> look(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
        Outcome<T> from = source.look(undecided);
        if (from == null) {
            return null;
        }
        if (from.isFailure()) {
            return from.asFailure();
        }
        Call<R> known = current.get();
        while (known == null) {
            var own = new Call<R>();
            if (current.compareAndSet(null, own)) {
                return call(own, from.value());
            }
            known = current.get();
        }
        Outcome<R> outcome = known.outcome;
        if (outcome == null) {
            undecided.add(known.returned);
        }
        return outcome;
    }

    private Outcome<R> call(Call<R> own, T value) throws InterruptedException {
        try {
            Outcome<R> outcome = outcome(value);
            own.outcome = outcome;
            return outcome;
        } finally {
            if (own.outcome == null) {
                current.set(null);
            }
            own.returned.close();
        }
    }

    private Outcome<R> outcome(T value) throws InterruptedException {
        try {
            return Outcome.success(function.apply(value));
        } catch (Throwable e) {
            switch (e) { // what is about this thread isn't about the value
                case InterruptedException interruption -> throw interruption;
                case CancellationSwallowedError swallowed -> throw swallowed;
                default -> Context.checkpoint();
            }
            return Outcome.failure(e);
        }
    }

    @Override
    void cancelFutures() {
        source.cancelFutures();
    }
}
