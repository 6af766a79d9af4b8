package dev.sluice;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A select that is used once, with a function for each case. */
final class OneOff {
    private OneOff() {}

    record OnReceive<T, R extends @Nullable Object>(ReceiveChannel<T> channel, Function<? super T, ? extends R> then)
            implements Select.Branch<R> {
        OnReceive {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(then, "then");
        }

        R result(Select.Receive<T> happened) {
            T value = happened.value();
            if (value == null) {
                throw new ChannelClosedException("a channel that a select received from is closed: " + channel, null);
            }
            return then.apply(value);
        }
    }

    record OnSend<T, R extends @Nullable Object>(SendChannel<T> channel, T value, Supplier<? extends R> then)
            implements Select.Branch<R> {
        OnSend {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(value, "null can't be sent");
            Objects.requireNonNull(then, "then");
        }
    }

    record OnDone<R extends @Nullable Object>(Context context, Supplier<? extends R> then) implements Select.Branch<R> {
        OnDone {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(then, "then");
        }
    }

    record After<R extends @Nullable Object>(Duration delay, Supplier<? extends R> then) implements Select.Branch<R> {
        After {
            Objects.requireNonNull(delay, "delay");
            Objects.requireNonNull(then, "then");
        }
    }

    record Otherwise<R extends @Nullable Object>(Supplier<? extends R> then) implements Select.Branch<R> {
        Otherwise {
            Objects.requireNonNull(then, "then");
        }
    }

    static <R extends @Nullable Object> R run(Select.Branch<? extends R>[] branches) throws InterruptedException {
        try (var select = Select.open()) {
            var cases = new Select.Case[branches.length];
            Otherwise<? extends R> otherwise = null;
            for (int i = 0; i < branches.length; i++) {
                if (branches[i] instanceof Otherwise<? extends R> last) {
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

    private static Select.Case add(Select select, Select.Branch<?> branch) {
        return switch (branch) {
            case OnReceive<?, ?> on -> select.receive(on.channel);
            case OnSend<?, ?> on -> addSend(select, on);
            case OnDone<?> on -> select.done(on.context);
            case After<?> after -> select.timeout(after.delay);
            case Otherwise<?> _ -> throw new AssertionError("otherwise is no case");
        };
    }

    private static <T> Select.Case addSend(Select select, OnSend<T, ?> on) {
        return select.send(on.channel).value(on.value);
    }

    private static <R extends @Nullable Object> R result(Select.Branch<? extends R> branch, Select.Case happened) {
        return switch (branch) {
            case OnReceive<?, ? extends R> on -> received(on, happened);
            case OnSend<?, ? extends R> on -> on.then.get();
            case OnDone<? extends R> on -> on.then.get();
            case After<? extends R> after -> after.then.get();
            case Otherwise<? extends R> last -> last.then.get();
        };
    }

    @SuppressWarnings("unchecked")
    private static <T, R extends @Nullable Object> R received(OnReceive<T, R> on, Select.Case happened) {
        return on.result((Select.Receive<T>) happened);
    }
}
