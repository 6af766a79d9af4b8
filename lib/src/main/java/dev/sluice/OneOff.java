package dev.sluice;

import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedSupplier;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** A select that is used once, with a function for each case. */
final class OneOff {
    private OneOff() {}

    record OnReceive<T, R extends @Nullable Object, X extends Exception>(
            ReceiveChannel<T> channel,
            CheckedFunction<? super T, ? extends R, ? extends X> then,
            CheckedFunction<? super Received.Closed<T>, ? extends R, ? extends X> closed)
            implements Select.Branch<R, X> {
        OnReceive {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(then, "then");
            Objects.requireNonNull(closed, "closed");
        }

        R result(Select.Receive<T> happened) throws X {
            if (happened.closed()) {
                return closed.apply(Received.closed(happened.cause()));
            }
            return then.apply(Objects.requireNonNull(happened.value()));
        }
    }

    record OnSend<T, R extends @Nullable Object, X extends Exception>(
            SendChannel<T> channel, T value, CheckedSupplier<? extends R, ? extends X> then)
            implements Select.Branch<R, X> {
        OnSend {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(value, "null can't be sent");
            Objects.requireNonNull(then, "then");
        }
    }

    record OnDone<R extends @Nullable Object, X extends Exception>(
            Select.Done awaited, CheckedSupplier<? extends R, ? extends X> then) implements Select.Branch<R, X> {
        OnDone {
            Objects.requireNonNull(awaited, "awaited");
            Objects.requireNonNull(then, "then");
        }
    }

    record After<R extends @Nullable Object, X extends Exception>(
            Duration delay, CheckedSupplier<? extends R, ? extends X> then) implements Select.Branch<R, X> {
        After {
            Objects.requireNonNull(delay, "delay");
            Objects.requireNonNull(then, "then");
        }
    }

    record Otherwise<R extends @Nullable Object, X extends Exception>(CheckedSupplier<? extends R, ? extends X> then)
            implements Select.Branch<R, X> {
        Otherwise {
            Objects.requireNonNull(then, "then");
        }
    }

    static <R extends @Nullable Object, X extends Exception> R run(Select.Branch<? extends R, ? extends X>[] branches)
            throws X, InterruptedException {
        try (var select = Select.open()) {
            var cases = new Select.Case[branches.length];
            Otherwise<? extends R, ? extends X> otherwise = null;
            for (int i = 0; i < branches.length; i++) {
                if (branches[i] instanceof Otherwise<? extends R, ? extends X> last) {
                    if (otherwise != null) {
                        throw new IllegalArgumentException("a select can have one otherwise, and was given more");
                    }
                    otherwise = last;
                } else {
                    cases[i] = add(select, branches[i]);
                }
            }
            Select.Case happened = otherwise == null ? select.await() : select.poll();
            for (int i = 0; i < branches.length; i++) {
                if (happened != null && cases[i] == happened) {
                    return result(branches[i], happened);
                }
            }
            return Objects.requireNonNull(otherwise).then.get();
        }
    }

    private static Select.Case add(Select select, Select.Branch<?, ?> branch) {
        return switch (branch) {
            case OnReceive<?, ?, ?> on -> select.receive(on.channel);
            case OnSend<?, ?, ?> on -> addSend(select, on);
            case OnDone<?, ?> on -> select.done(on.awaited);
            case After<?, ?> after -> select.timeout(after.delay);
            case Otherwise<?, ?> _ -> throw new AssertionError("otherwise is no case");
        };
    }

    private static <T> Select.Case addSend(Select select, OnSend<T, ?, ?> on) {
        return select.send(on.channel).value(on.value);
    }

    private static <R extends @Nullable Object, X extends Exception> R result(
            Select.Branch<? extends R, ? extends X> branch, Select.Case happened) throws X {
        return switch (branch) {
            case OnReceive<?, ? extends R, ? extends X> on -> received(on, happened);
            case OnSend<?, ? extends R, ? extends X> on -> on.then.get();
            case OnDone<? extends R, ? extends X> on -> on.then.get();
            case After<? extends R, ? extends X> after -> after.then.get();
            case Otherwise<? extends R, ? extends X> last -> last.then.get();
        };
    }

    @SuppressWarnings("unchecked")
    private static <T, R extends @Nullable Object, X extends Exception> R received(
            OnReceive<T, R, X> on, Select.Case happened) throws X {
        return on.result((Select.Receive<T>) happened);
    }
}
