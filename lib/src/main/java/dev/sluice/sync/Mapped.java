package dev.sluice.sync;

import dev.sluice.ReceiveChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a function makes of another's value: called once, by the first who finds that there is one. */
final class Mapped<T extends @Nullable Object, R extends @Nullable Object> extends Awaitable<R> {
    private final Awaitable<T> source;
    private final Function<? super T, ? extends R> function;
    private final AtomicBoolean isCalled = new AtomicBoolean();
    private final Promise<R> result = new Promise<>("map");

    Mapped(Awaitable<T> source, Function<? super T, ? extends R> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // the value is null only where T is nullable
    @Nullable
    Outcome<R> look(List<ReceiveChannel<Void>> undecided) {
        Outcome<T> from = source.look(undecided);
        if (from == null) {
            return null;
        }
        if (from.isFailure()) {
            return from.asFailure();
        }
        if (isCalled.compareAndSet(false, true)) {
            try {
                result.complete(function.apply(from.value()));
            } catch (Throwable e) {
                result.fail(e);
            }
        }
        return result.look(undecided);
    }
}
