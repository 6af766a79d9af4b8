package dev.sluice.sync;

import dev.sluice.ReceiveChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Several awaitables put together to one. Once it was found decided it stays so, whatever comes later. */
abstract sealed class Combination<T extends @Nullable Object, R extends @Nullable Object> extends Awaitable<R> {
    final List<Awaitable<? extends T>> parts;
    private final AtomicReference<@Nullable Outcome<R>> decision = new AtomicReference<>();

    private Combination(List<? extends Awaitable<? extends T>> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    final @Nullable Outcome<R> look(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
        Outcome<R> decided = decision.get();
        if (decided != null) {
            return decided;
        }
        Outcome<R> found = lookAtParts(undecided);
        return found == null || decision.compareAndSet(null, found) ? found : decision.get();
    }

    abstract @Nullable Outcome<R> lookAtParts(List<ReceiveChannel<Void>> undecided) throws InterruptedException;

    @Override
    final void cancelFutures() {
        parts.forEach(Awaitable::cancelFutures);
    }

    private static <T> List<T> atLeastOne(String what, List<T> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(what + " needs at least 1 part, was given 0");
        }
        return parts;
    }

    static final class All<T extends @Nullable Object> extends Combination<T, List<T>> {
        All(List<? extends Awaitable<? extends T>> parts) {
            super(parts);
        }

        @Override
        @SuppressWarnings("NullAway") // a value is null only where T is nullable
        @Nullable
        Outcome<List<T>> lookAtParts(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
            var values = new ArrayList<T>(parts.size());
            boolean complete = true;
            for (Awaitable<? extends T> part : parts) {
                Outcome<? extends T> outcome = part.look(undecided);
                if (outcome == null) {
                    complete = false;
                } else if (outcome.isFailure()) {
                    return outcome.asFailure();
                } else {
                    values.add(outcome.value());
                }
            }
            return complete ? Outcome.success(Collections.unmodifiableList(values)) : null;
        }
    }

    static final class Any<T extends @Nullable Object> extends Combination<T, T> {
        Any(List<? extends Awaitable<? extends T>> parts) {
            super(atLeastOne("any", parts));
        }

        @Override
        @SuppressWarnings("NullAway") // a value is null only where T is nullable
        @Nullable
        Outcome<T> lookAtParts(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
            var failures = new ArrayList<Throwable>();
            for (Awaitable<? extends T> part : parts) {
                Outcome<? extends T> outcome = part.look(undecided);
                if (outcome != null && !outcome.isFailure()) {
                    return Outcome.success(outcome.value());
                }
                if (outcome != null && outcome.failure() != null) {
                    failures.add(outcome.failure());
                }
            }
            return failures.size() < parts.size() ? null : Outcome.failure(noneOf(failures));
        }

        private static CompletionException noneOf(List<Throwable> failures) {
            var none = new CompletionException("none of " + failures.size() + " has succeeded", failures.getFirst());
            failures.stream().skip(1).forEach(none::addSuppressed);
            return none;
        }
    }

    static final class Race<T extends @Nullable Object> extends Combination<T, T> {
        Race(List<? extends Awaitable<? extends T>> parts) {
            super(atLeastOne("race", parts));
        }

        @Override
        @SuppressWarnings("NullAway") // a value is null only where T is nullable
        @Nullable
        Outcome<T> lookAtParts(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
            for (Awaitable<? extends T> part : parts) {
                Outcome<? extends T> outcome = part.look(undecided);
                if (outcome != null) {
                    return outcome.isFailure() ? outcome.asFailure() : Outcome.success(outcome.value());
                }
            }
            return null;
        }
    }
}
