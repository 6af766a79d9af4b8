package dev.sluice;

import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Cases;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * A select waits for the first of several cases: a receive, a send, a timeout, the end of a context or a task.
 *
 * {@snippet :
 * try (var select = Select.open()) {
 *     var job = select.receive(jobs);
 *     var put = select.send(results, () -> next());
 *     var idle = select.timeout(Duration.ofSeconds(1));
 *     var stop = select.done(context);
 *     for (; ; ) {
 *         var ready = select.await();
 *         if (ready == job) {
 *             if (job.closed()) {
 *                 job.enable(false); // as Go sets a channel to nil
 *             } else {
 *                 handle(job.value());
 *             }
 *         } else if (ready == stop) {
 *             break;
 *         }
 *     }
 * }
 * }
 *
 * <p>{@link #await} waits until one case can happen, lets it happen, and returns it. Exactly one case happens; the others have no
 * effect. If several are ready, one is picked at random, each with the same probability; an {@link #ordered} select picks the one
 * that was added first. {@link #poll} doesn't wait: it returns null if, at one instant during the call, no case was ready.
 *
 * <p>Cases can be added, {@linkplain #remove removed}, and {@linkplain Case#enable enabled or disabled} between waits. The same
 * channel may be in any number of cases, for sending and receiving; a select never receives what it sends itself. A closed channel
 * is always ready to receive, with {@link Receive#closed}, so disable its case or leave the loop. A select without an enabled case
 * waits until it is interrupted.
 *
 * <p>A select is used by one thread at a time. It keeps its cases from wait to wait, and a wait allocates nothing. Between
 * waits it is registered nowhere, and no timer runs.
 *
 * <p>Memory consistency: a case that happens has the memory effects of the operation on its channel; see {@link Channel}.
 *
 * @see <a href="https://go.dev/ref/spec#Select_statements">Go's select statement</a>
 */
public final class Select implements AutoCloseable {
    private final SelectPasses passes = new SelectPasses();

    private Select() {}

    /**
     * Opens a fair select: each of the ready cases is picked with the same probability.
     *
     * @return a select without cases
     */
    public static Select open() {
        return new Select();
    }

    /**
     * Makes this select prefer its cases in the order in which they are added: of those that are ready, the first happens.
     *
     * @return this select
     * @throws IllegalStateException if it has cases already
     */
    public Select ordered() {
        passes.order();
        return this;
    }

    /**
     * Adds a case that receives.
     *
     * @param channel the channel
     * @param <T> the type of its values
     * @return the case, enabled
     */
    public <T> Receive<T> receive(ReceiveChannel<T> channel) {
        return add(new Receive<>(passes, (Waitpoint) Objects.requireNonNull(channel, "channel")));
    }

    /**
     * Adds a case that sends. It takes part in a wait if it has been given a {@linkplain Send#value value}.
     *
     * @param channel the channel
     * @param <T> the type of its values
     * @return the case, enabled
     */
    public <T> Send<T> send(SendChannel<T> channel) {
        return add(new Send<>(passes, (Channel<T>) Objects.requireNonNull(channel, "channel"), null));
    }

    /**
     * Adds a case that sends a value from a supplier.
     *
     * @param channel the channel
     * @param next supplies the value; called at most once in a wait, when the case may happen. If another case happens after
     *     that, the value is passed to the channel's {@linkplain Channel.Options#onUndelivered undelivered hook}
     * @param <T> the type of the channel's values
     * @return the case, enabled
     */
    public <T> Send<T> send(SendChannel<T> channel, Supplier<? extends T> next) {
        Objects.requireNonNull(next, "next");
        return add(new Send<>(passes, (Channel<T>) Objects.requireNonNull(channel, "channel"), next));
    }

    /**
     * Adds a case that happens when a wait has lasted for a time. It needs no timer.
     *
     * @param after how long, measured from the beginning of each wait; if zero or negative, the case is ready when no other is
     * @return the case, enabled
     */
    public Case timeout(Duration after) {
        return add(new Timeout(passes, after));
    }

    /**
     * Adds a case that happens when something has ended, such as a {@link Context} or a {@link Task}. From then on it is always ready.
     *
     * @param awaited the context, task, or whatever else ends
     * @return the case, enabled
     */
    public Case done(Done awaited) {
        return receive(Objects.requireNonNull(awaited, "awaited").done());
    }

    private <C extends Case> C add(C added) {
        passes.add(added);
        return added;
    }

    /**
     * Removes a case.
     *
     * @param removed the case
     * @throws IllegalArgumentException if it isn't a case of this select
     */
    public void remove(Case removed) {
        passes.remove(removed);
    }

    /**
     * Waits until a case can happen, and lets it happen.
     *
     * @return the case that happened
     * @throws ChannelClosedException if the case that was picked sends, and its channel is closed
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before a case happened
     * @throws IllegalStateException if the select is closed
     */
    public Case await() throws InterruptedException {
        Strand.checkpoint();
        return (Case) Objects.requireNonNull(passes.run(true));
    }

    /**
     * Lets a case happen if one is ready, without waiting. Timeouts are ignored.
     *
     * @return the case that happened, or null if none was ready
     * @throws ChannelClosedException if the case that was picked sends, and its channel is closed
     * @throws IllegalStateException if the select is closed
     */
    public @Nullable Case poll() {
        try {
            return (Case) passes.run(false);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    /** Closes the select: it can't be used any more. */
    @Override
    public void close() {
        passes.close();
    }

    /**
     * Waits once for the first of several branches, and returns the result of that branch.
     *
     * {@snippet :
     * String greeting = Select.of(
     *         Select.on(names, name -> "hello " + name, closed -> "no more names"),
     *         Select.after(Duration.ofSeconds(1), () -> "nothing came"));
     * }
     *
     * @param branches the branches, in any order; with an {@link #otherwise} branch, this doesn't wait
     * @param <R> the type of the result
     * @param <X> the type of the exception that the functions of the branches may throw
     * @return the result of the branch that happened
     * @throws X if the function of that branch throws it; the branch has happened nevertheless
     * @throws ChannelClosedException if a channel that was picked to send to is closed
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before a branch happened
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <R extends @Nullable Object, X extends Exception> R of(Branch<? extends R, ? extends X>... branches)
            throws X, InterruptedException {
        return OneOff.run(branches);
    }

    /**
     * Returns a branch that receives. As in every select, a closed channel is always ready, so there is a function for that case too.
     *
     * @param channel the channel
     * @param then returns the result for a value
     * @param closed returns the result if the channel is closed and drained; its argument has the {@linkplain Received.Closed#cause cause}
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @param <X> the type of the exception that the functions may throw
     * @return the branch
     */
    public static <T, R extends @Nullable Object, X extends Exception> Branch<R, X> on(
            ReceiveChannel<T> channel,
            CheckedFunction<? super T, ? extends R, ? extends X> then,
            CheckedFunction<? super Received.Closed<T>, ? extends R, ? extends X> closed) {
        return new OneOff.OnReceive<>(channel, then, closed);
    }

    /**
     * Returns a branch that sends.
     *
     * @param channel the channel
     * @param value the value; if another branch happens, it stays with the caller
     * @param then returns the result
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @param <X> the type of the exception that the function may throw
     * @return the branch
     */
    public static <T, R extends @Nullable Object, X extends Exception> Branch<R, X> onSend(
            SendChannel<T> channel, T value, CheckedSupplier<? extends R, ? extends X> then) {
        return new OneOff.OnSend<>(channel, value, then);
    }

    /**
     * Returns a branch that happens when something has ended, such as a {@link Context} or a {@link Task}.
     *
     * @param awaited the context, task, or whatever else ends
     * @param then returns the result
     * @param <R> the type of the result
     * @param <X> the type of the exception that the function may throw
     * @return the branch
     */
    public static <R extends @Nullable Object, X extends Exception> Branch<R, X> onDone(
            Done awaited, CheckedSupplier<? extends R, ? extends X> then) {
        return new OneOff.OnDone<>(awaited, then);
    }

    /**
     * Returns a branch that happens if no other has happened for a time.
     *
     * @param delay how long
     * @param then returns the result
     * @param <R> the type of the result
     * @param <X> the type of the exception that the function may throw
     * @return the branch
     */
    public static <R extends @Nullable Object, X extends Exception> Branch<R, X> after(
            Duration delay, CheckedSupplier<? extends R, ? extends X> then) {
        return new OneOff.After<>(delay, then);
    }

    /**
     * Returns a branch that happens if no other is ready.
     *
     * @param then returns the result
     * @param <R> the type of the result
     * @param <X> the type of the exception that the function may throw
     * @return the branch
     */
    public static <R extends @Nullable Object, X extends Exception> Branch<R, X> otherwise(
            CheckedSupplier<? extends R, ? extends X> then) {
        return new OneOff.Otherwise<>(then);
    }

    /**
     * Something whose end a select can wait for: a {@link Context}, a {@link Task}, or anything else that has such a channel.
     */
    public interface Done {
        /**
         * Returns a channel that never has a value, and is closed when this has ended.
         *
         * @return the channel
         */
        ReceiveChannel<Void> done();
    }

    /**
     * One branch of a {@linkplain #of one-off select}.
     *
     * @param <R> the type of the result
     * @param <X> the type of the exception that its function may throw
     */
    public sealed interface Branch<R extends @Nullable Object, X extends Exception>
            permits OneOff.OnReceive, OneOff.OnSend, OneOff.OnDone, OneOff.After, OneOff.Otherwise {}

    /** A case of a select. Used by the thread that uses the select. */
    public abstract static sealed class Case extends SelectCase permits Receive, Send, Timeout {
        private Case(SelectPasses passes, @Nullable Waitpoint channel) {
            super(passes, channel);
        }

        /**
         * Enables or disables the case. A disabled case doesn't take part in waits. A new case is enabled.
         *
         * @param enabled whether it takes part from the next wait on
         */
        public final void enable(boolean enabled) {
            takesPart(enabled);
        }

        /**
         * Returns whether the case takes part in waits.
         *
         * @return whether it is enabled
         */
        public final boolean enabled() {
            return takesPart();
        }
    }

    /**
     * A case that receives.
     *
     * @param <T> the type of the channel's values
     */
    public static final class Receive<T> extends Case {
        private Receive(SelectPasses passes, Waitpoint channel) {
            super(passes, channel);
        }

        /**
         * Returns the received value, if this case was the last to happen.
         *
         * @return the value, until the next wait begins; null if the channel is closed and drained
         * @throws ChannelFailedException if the channel is drained and was closed with an error
         */
        @SuppressWarnings("unchecked")
        public @Nullable T value() {
            Throwable failure = cause();
            if (failure != null && channel() instanceof Channel<?> channel) {
                throw channel.failed(failure);
            }
            return (T) waiter().value;
        }

        /**
         * Returns whether the case happened because the channel is closed and drained.
         *
         * @return whether there was no value
         */
        public boolean closed() {
            return waiter().closed;
        }

        /**
         * Returns the error that the channel was closed with, if this case has found it closed.
         *
         * @return the error, or null
         */
        public @Nullable Throwable cause() {
            return closed() ? channel().cause() : null;
        }

        @Override
        boolean mayHappen() {
            return channel().mayReceive();
        }

        @Override
        boolean happenQuickly() {
            return channel().receiveQuicklyInto(waiter());
        }

        @Override
        boolean happen() {
            return channel().receiveInto(waiter());
        }

        @Override
        WaitQueues.Side side() {
            return WaitQueues.Side.RECEIVERS;
        }

        @Override
        void finish(boolean happened) {
            if (!happened) {
                waiter().prepare(null); // a sender that lost may have left its value here
            }
        }
    }

    /**
     * A case that sends.
     *
     * @param <T> the type of the channel's values
     */
    public static final class Send<T> extends Case {
        private final Channel<T> target;
        private final @Nullable Supplier<? extends T> next;

        /** The value that the user has set; the one that was made for the current wait; and which of the two the wait offers. */
        private @Nullable T given;

        private @Nullable T made;
        private @Nullable T offered;

        private Send(SelectPasses passes, Channel<T> target, @Nullable Supplier<? extends T> next) {
            super(passes, target);
            this.target = target;
            this.next = next;
        }

        /**
         * Sets the value to send next. The value remains the caller's until the case has happened. Without a value, a case that
         * has no supplier doesn't take part in waits.
         *
         * @param value the value
         * @return this case
         * @throws IllegalStateException if the case has a supplier
         */
        public Send<T> value(T value) {
            if (next != null) {
                throw new IllegalStateException("the values of this case come from its supplier");
            }
            given = Objects.requireNonNull(value, "null can't be sent");
            return this;
        }

        @Override
        boolean mayHappen() {
            if (!target.maySend()) {
                return false;
            }
            demandValue();
            return waiter().value != null;
        }

        @Override
        boolean lacksValue() {
            return waiter().value == null && (given != null || next != null) && target.maySend();
        }

        @Override
        void demandValue() {
            if (waiter().value == null) {
                if (next != null) {
                    made = Objects.requireNonNull(next.get(), "null can't be sent, and came from a select's supplier");
                }
                offered = next == null ? given : made;
                waiter().value = offered == null ? null : target.packed(offered);
            }
        }

        @Override
        boolean happenQuickly() {
            return target.sendQuicklyFrom(waiter());
        }

        @Override
        boolean happen() {
            return waiter().value != null && target.sendFrom(waiter());
        }

        @Override
        WaitQueues.@Nullable Side side() {
            return waiter().value == null ? null : WaitQueues.Side.SENDERS;
        }

        @Override
        void finish(boolean happened) {
            T unsent = happened && !waiter().closed ? null : made;
            if (happened && !waiter().closed && given == offered) { // unless a supplier has given the next
                given = null;
            }
            made = null;
            offered = null;
            waiter().value = null;
            if (unsent != null) {
                target.drop(unsent);
            }
        }

        @Override
        Cases.Case forReports() {
            return new Cases.Case("send", target);
        }

        @Override
        void mayThrow() {
            if (waiter().closed) {
                throw target.rejection();
            }
        }
    }

    private static final class Timeout extends Case {
        private final Duration after;

        private Timeout(SelectPasses passes, Duration after) {
            super(passes, null);
            this.after = Objects.requireNonNull(after, "after");
        }

        @Override
        Cases.Case forReports() {
            return new Cases.Case("timeout of " + after, null);
        }

        @Override
        Duration timeout() {
            return after;
        }
    }
}
