package dev.sluice;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.inspect.ChannelState;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * A channel hands values from goroutines that send to goroutines that receive, in order, and lets each side wait for the
 * other.
 *
 * {@snippet :
 * Channel<Job> jobs = Channel.buffered(64);
 *
 * scope.go(() -> {
 *     for (Path path : paths) {
 *         jobs.send(new Job(path)); // waits while 64 jobs are queued
 *     }
 *     jobs.close();
 * });
 * for (Job job : jobs) { // until closed and drained
 *     job.run();
 * }
 * }
 *
 * <p>An <i>unbuffered</i> channel passes a value directly: a send returns after its value was taken. A <i>buffered</i> one
 * of capacity n keeps up to n values: a send returns once its value is in the buffer. Values come out in the order in which
 * their sends completed, and waiting goroutines are served in the order in which they began to wait. Null is never a value:
 * sending it is a {@link NullPointerException}, and receiving it means that the channel is closed and drained.
 *
 * <p>A channel is made from {@linkplain Options options}, which never change. It can be garbage-collected without having been closed:
 *
 * {@snippet :
 * Channel<String> lines = Channel.named("lines").buffered(64);
 * Channel<Socket> accepted = Channel.onUndelivered(Sockets::close).named("accepted").unbuffered();
 * Channel<Job> jobs = Channel.<Job>onUndelivered(job -> job.refuse()).buffered(8); // a lambda needs a type witness
 * Channel<ByteBuffer> chunks = Channel.weighted(ByteBuffer::remaining, 1 << 20);
 * }
 *
 * <p>No value is lost: a value that was given to a channel is received, or passed to the undelivered hook, or stays with its
 * sender if the <em>result</em> says so ({@code FULL}, {@code CLOSED}, {@code false}). An operation either happens or
 * throws. If it is interrupted at the moment it happens, it has happened, and the interrupt flag stays set.
 *
 * <p>Channels are safe for use by any number of threads, virtual or not.
 *
 * <p>Memory consistency: actions before a send <i>happen-before</i> those after the receive of its value, and actions before
 * a close those after a receive that says so. On a channel of capacity n the k-th receive <i>happens-before</i> the completion
 * of the (k + n)-th send.
 *
 * @param <T> the type of the values
 * @see Select
 * @see <a href="https://go.dev/ref/mem#chan">The Go memory model on channels</a>
 */
public final class Channel<T> extends Exchange implements SendChannel<T>, ReceiveChannel<T> {
    /*
     * The design is that of Go's runtime (hchan): a ring of values and two queues of waiting goroutines, under one lock
     * that is held for a few dozen instructions. docs/design.md tells more. With a buffer, the lock is both of the ring's, and the
     * quick ways take only the one of their end: nothing that they look at changes without it, but for the ring's other end.
     *
     * Invariants, true whenever the lock is free
     *  - While a receiver waits that can still be matched, the buffer is empty and no sender waits.
     *  - While a sender waits that can still be matched, the buffer is full and no receiver waits.
     *  - Once the phase isn't OPEN, no thread begins to wait, those that wait are only told that it is closed, and it never
     *    becomes OPEN again. CANCELLED: the buffer is empty.
     * Where weights bound the buffer, "full" means that the first sender's value doesn't fit; and what that makes of the second
     * invariant may be restored a moment later, by the receiver that has made room.
     * One select may stand in both queues: its two waiters share a wait, and a wait never matches itself.
     *
     * The gates mayReceive and maySend read a word or two without the lock. Between "empty" and "not closed" the order of the
     * reads matters: what is open after it was seen empty was open then too.
     *
     * The hook and the unparking come after the lock is given back: the first is foreign code, the second is slow. So does
     * what ends with the channel: its done channel, and the channels upstream, which the call that ends it cancels.
     */

    /** What a full buffer does with one more value. */
    public enum Overflow {
        /** The sender waits for room. This is the default. */
        WAIT,
        /** The oldest value is removed from the buffer and passed to the undelivered hook. A send never waits. */
        DROP_OLDEST,
        /**
         * The new value is passed to the undelivered hook. A send never waits; an {@link Channel#offer offer} returns {@link
         * Offer#FULL}.
         */
        DROP_NEWEST
    }

    /** How long a named channel is in the list of the program's channels. */
    private enum Listing {
        WHILE_USED,
        /** Until it has ended and is empty. */
        UNTIL_OVER,
        NEVER
    }

    /** The largest capacity a channel can have. */
    public static final int MAX_CAPACITY = 1 << 28;

    static {
        // Not a lambda, whose linking takes longer than all the rest here.
        Flight.atFirst(new Runnable() {
            @Override
            public void run() {
                ChannelEvents.register();
            }
        });
        OwnChannels.open(new OwnChannels.Door() {
            @Override
            public Object unlisted(Object options) {
                return ((Options<?>) options).listed(Listing.NEVER);
            }

            @Override
            public Object listedUntilOver(Object options) {
                return ((Options<?>) options).listed(Listing.UNTIL_OVER);
            }

            @Override
            public void connect(Object output, Supplier<? extends List<?>> inputs) {
                ((Channel<?>) output).connect(inputs);
            }
        });
    }

    private final @Nullable String name;
    private final @Nullable Consumer<Object> undelivered;
    private final boolean endsByClock;

    /**
     * For waits in which a value is handed over directly. With a buffer, it is better to park at once: sender and receiver
     * then take turns on one carrier, a buffer at a time. If both spin, on two carriers, each value costs cache misses.
     */
    private final @Nullable Spin spin;

    /** Guarded by the lock. */
    private @Nullable Throwable cause;

    // What ends with it: written under the lock when it is asked for, and touched by no send or receive.
    private volatile @Nullable Channel<Void> done;
    private @Nullable Upstream upstream;

    private Channel(Options<?> options, int capacity, @Nullable Weights weights, boolean endsByClock) {
        super(capacity, options.overflow, weights);
        this.name = options.name;
        this.undelivered = options.undelivered;
        this.endsByClock = endsByClock;
        this.spin = capacity == 0 && options.hasValues ? new Spin() : null;
    }

    /** A channel of the library's own, which has no values and is closed to tell of something; by the clock, if no sooner. */
    static Channel<Void> signal(String name, boolean endsByClock) {
        return new Channel<>(Options.signal(name), 0, null, endsByClock);
    }

    /**
     * Creates a channel without a buffer: each send waits for its receiver.
     *
     * @param <T> the type of the values
     * @return an open channel
     */
    public static <T> Channel<T> unbuffered() {
        return Options.DEFAULT.unbuffered();
    }

    /**
     * Creates a channel with a buffer.
     *
     * @param capacity how many values the buffer holds, from 0 (unbuffered) to {@link #MAX_CAPACITY}; memory is allocated as the buffer
     *     fills
     * @param <T> the type of the values
     * @return an open, empty channel
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> Channel<T> buffered(int capacity) {
        return Options.DEFAULT.buffered(capacity);
    }

    /**
     * Creates a channel with a buffer that is bounded by the total weight of its values, such as their size in bytes.
     *
     * @param weigher returns the weight of a value, from 0 to the bound; called once for each value, by its sender. A weight of 0 counts
     *     as 1, so that the number of values is bounded too. A send of a value that weighs more than the bound, or less than 0, throws an
     *     {@link IllegalArgumentException}, and the value stays with the caller
     * @param bound the largest total weight of the values in the buffer, at least 1
     * @param <T> the type of the values
     * @return an open, empty channel
     * @throws IllegalArgumentException if the bound is less than 1
     */
    public static <T> Channel<T> weighted(ToLongFunction<? super T> weigher, long bound) {
        return Options.DEFAULT.weighted(weigher, bound);
    }

    /**
     * Returns options for a channel with a name, which messages, reports and thread dumps show.
     *
     * @param name the name
     * @return the options
     */
    @CheckReturnValue
    public static Options<Object> named(String name) {
        return Options.DEFAULT.named(name);
    }

    /**
     * Returns options for a channel with a hook for values that will never be received; see {@link Options#onUndelivered}.
     *
     * @param hook what to do with an undelivered value
     * @param <T> the type of the values that the hook takes
     * @return the options
     */
    @CheckReturnValue
    public static <T> Options<T> onUndelivered(Consumer<? super T> hook) {
        return Options.DEFAULT.onUndelivered(hook);
    }

    /**
     * Returns options for a channel that drops values when its buffer is full, instead of letting senders wait.
     *
     * @param policy the policy
     * @return the options
     */
    @CheckReturnValue
    public static Options<Object> overflow(Overflow policy) {
        return Options.DEFAULT.overflow(policy);
    }

    /**
     * Creates a channel that delivers one value, the current time, after a delay, and is then closed.
     *
     * <p>It uses no thread and no timer: the delay is the deadline of the waiting receiver. A channel that is no longer used
     * leaves nothing behind. In a select loop, {@link Select#timeout} is simpler; it starts again with every wait.
     *
     * @param delay how long from now; already over if zero or negative
     * @return a channel of capacity 1
     */
    public static ReceiveChannel<Instant> after(Duration delay) {
        return new ClockChannel(delay);
    }

    @Override
    public void send(T value) throws InterruptedException {
        if (put(value, Wait.NEVER) == Offer.CLOSED) {
            throw withUndelivered(rejection(), value);
        }
    }

    @Override
    public Offer send(T value, Duration timeout) throws InterruptedException {
        return put(value, Wait.deadline(World.current(), timeout));
    }

    @Override
    public boolean sendIfOpen(T value) throws InterruptedException {
        return put(value, Wait.NEVER) == Offer.SENT;
    }

    @Override
    public Offer offer(T value) {
        Objects.requireNonNull(value, "null can't be sent");
        World.step("offer", this);
        Object packed = packed(value);
        if (sendQuickly(packed)) {
            return Offer.SENT;
        }
        if (overflow != Overflow.DROP_OLDEST && isFull() && phase == Phase.OPEN) {
            return Offer.FULL;
        }
        lock();
        Offer result = putOrUnlock(packed, overflow == Overflow.DROP_NEWEST ? Overflow.WAIT : overflow);
        unlockAndSettle();
        return result;
    }

    @Override
    public Offer sendAsync(T value, Consumer<? super Offer> then) {
        Objects.requireNonNull(value, "null can't be sent");
        World.step("sendAsync", this);
        Object packed = packed(value);
        if (sendQuickly(packed)) {
            return Offer.SENT;
        }
        var sender = new SendLater(packed, Objects.requireNonNull(then, "then"));
        lock();
        Offer result = putOrUnlock(packed, overflow);
        if (result == Offer.FULL) {
            enqueue(Side.SENDERS, sender);
        }
        unlockAndSettle();
        return result;
    }

    @Override
    public @Nullable T receive() throws InterruptedException {
        Object taken = take(Wait.NEVER);
        if (taken == None.CLOSED) {
            Throwable failure = cause();
            if (failure != null) {
                throw failed(failure);
            }
            return null;
        }
        return cast(taken);
    }

    @Override
    public Received<T> receive(Duration timeout) throws InterruptedException {
        return received(take(Wait.deadline(World.current(), timeout)));
    }

    @Override
    public Received<T> tryReceive() {
        World.step("tryReceive", this);
        return received(takeNow());
    }

    @Override
    public int drainTo(Collection<? super T> to, int most, long mostWeight) {
        Drain.checkLimits(most, mostWeight);
        World.step("drainTo", this);
        return new Drain<>(this, to, most).run(mostWeight);
    }

    @Override
    public List<T> toList() throws InterruptedException {
        return ReceiveIterator.toList(this, this::dropAfter);
    }

    @Override
    public boolean close() {
        World.step("close", this);
        return end(Phase.CLOSED, null);
    }

    @Override
    public boolean closeWithError(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        World.step("closeWithError", this);
        return end(Phase.CLOSED, cause);
    }

    @Override
    public boolean cancel() {
        World.step("cancel", this);
        return end(Phase.CANCELLED, null);
    }

    @Override
    public Iterator<T> iterator() {
        return new ReceiveIterator<>(this);
    }

    @Override
    public boolean isClosed() {
        return phase != Phase.OPEN;
    }

    @Override
    public ReceiveChannel<Void> done() {
        Channel<Void> signal = done;
        if (signal == null) {
            Channel<Void> made = signal(label() + " done", false);
            lock();
            signal = done == null ? made : done;
            done = signal;
            unlock();
        }
        if (phase != Phase.OPEN) {
            signal.closeWithin(); // the call that ended this channel may have come too early to see it
        }
        return signal;
    }

    @Override
    public int length() {
        int length = ring == null ? 0 : ring.size();
        return phase == Phase.CANCELLED ? 0 : length; // a cancel writes the phase before it empties the ring
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public @Nullable String name() {
        return name;
    }

    /** Returns the name, how full it is, and whether it is closed. */
    @Override
    public String toString() {
        String state = phase == Phase.OPEN ? "" : ", " + phase.name().toLowerCase(Locale.ROOT);
        return "channel " + label() + " (" + length() + " of " + capacity + state + ")";
    }

    // Sending

    private Offer put(T value, long deadlineNanos) throws InterruptedException {
        Objects.requireNonNull(value, "null can't be sent");
        World.step("send", this);
        try {
            Strand.checkpoint();
            Offer result = putOrWait(value, deadlineNanos);
            if (result == Offer.CLOSED) {
                Strand.checkCancelled();
            }
            return result;
        } catch (InterruptedException e) {
            throw withUndelivered(e, value);
        } catch (CancellationSwallowedError e) {
            throw withUndelivered(e, value);
        }
    }

    private Offer putOrWait(T value, long deadlineNanos) throws InterruptedException {
        Object packed = packed(value);
        if (sendQuickly(packed)) {
            return Offer.SENT;
        }
        lock();
        Offer result = putOrUnlock(packed, overflow);
        if (result != Offer.FULL) {
            unlockAndSettle();
            return result;
        }
        Wait waiter = Strand.forPlainOperation();
        waiter.prepare(packed);
        waiter.begin();
        enqueue(Side.SENDERS, waiter);
        unlock();
        boolean matched = false;
        try {
            matched = waiter.await(ChannelOperation.SEND, this, spin, deadlineNanos) != null;
            if (!matched) {
                return Offer.FULL;
            }
            return waiter.closed ? Offer.CLOSED : Offer.SENT;
        } finally {
            finish(waiter, matched);
        }
    }

    // Receiving

    /** Returns a value, CLOSED, or EMPTY when the deadline passed. */
    private Object take(long deadlineNanos) throws InterruptedException {
        World.step("receive", this);
        Strand.checkpoint();
        Object taken = takeOrWait(deadlineNanos);
        if (taken == None.CLOSED) {
            Strand.checkCancelled();
        }
        return taken;
    }

    private Object takeOrWait(long deadlineNanos) throws InterruptedException {
        Object value = receiveQuickly();
        if (value != null) {
            return value;
        }
        lock();
        Object taken = takeLocked();
        if (taken != None.EMPTY) {
            unlockAndSettle();
            return taken;
        }
        Wait waiter = Strand.forPlainOperation();
        waiter.prepare(null);
        waiter.begin();
        enqueue(Side.RECEIVERS, waiter);
        unlock();
        boolean matched = false;
        try {
            matched = waiter.await(ChannelOperation.RECEIVE, this, spin, deadlineNanos) != null;
            if (!matched) {
                return None.EMPTY;
            }
            return waiter.closed ? None.CLOSED : Objects.requireNonNull(waiter.value);
        } finally {
            finish(waiter, matched);
        }
    }

    @Override
    boolean handsOver() {
        return spin != null;
    }

    private Received<T> received(Object taken) {
        if (taken == None.EMPTY) {
            return Received.empty();
        }
        return taken == None.CLOSED ? Received.closed(cause()) : new Received.Value<>(cast(taken));
    }

    // Ending

    /** Closes a channel of the library's own, as part of another operation: no step, since the caller may hold a lock. */
    void closeWithin() {
        end(Phase.CLOSED, null);
    }

    /** Cancels the channel, and puts what is upstream of it here instead of leaving it. */
    void cancelInto(Deque<Upstream> left) {
        end(Phase.CANCELLED, null, left);
    }

    private boolean end(Phase how, @Nullable Throwable why) {
        return end(how, why, null);
    }

    /** Ends the channel. The first end says how; a later one that cancels only drops what is left in the buffer. */
    private boolean end(Phase how, @Nullable Throwable why, @Nullable Deque<Upstream> toLeave) {
        lock();
        boolean first = phase == Phase.OPEN;
        if (first) {
            cause = why;
            phase = how;
        }
        int left = how == Phase.CANCELLED ? endBuffer() : 0;
        Channel<Void> signal = done;
        Upstream behind = upstream;
        upstream = null;
        unlock();
        answerClosed(Side.SENDERS);
        answerClosed(Side.RECEIVERS);
        if (signal != null) {
            signal.closeWithin();
        }
        Throwable thrown = dropFirst(left);
        if (behind != null && toLeave != null) {
            toLeave.add(behind);
        } else if (behind != null) {
            thrown = behind.leave(thrown);
        }
        if (thrown != null) {
            throw Thrown.as(thrown, RuntimeException.class);
        }
        return first;
    }

    /** Has these inputs left when the channel has ended. */
    private void connect(Supplier<? extends List<?>> inputs) {
        var added = new Upstream(inputs);
        lock();
        boolean ended = phase != Phase.OPEN;
        if (!ended) {
            added.other = upstream;
            upstream = added;
        }
        unlock();
        Throwable thrown = ended ? added.leave(null) : null;
        if (thrown != null) {
            throw Thrown.as(thrown, RuntimeException.class);
        }
    }

    @Override
    @Nullable
    Throwable cause() {
        return cause;
    }

    ChannelFailedException failed(Throwable failure) {
        return new ChannelFailedException("channel " + label() + " was closed with an error: " + failure, failure);
    }

    /** What a send throws that found the channel closed. */
    ChannelClosedException rejection() {
        String what = phase == Phase.CANCELLED
                ? "the receiver of channel " + label() + " has left"
                : "channel " + label() + " is closed";
        return new ChannelClosedException(what, cause());
    }

    // For reports

    /** Whether it is closed by the clock, if nothing closes it sooner. */
    boolean endsByClock() {
        return endsByClock;
    }

    @Override
    String label() {
        return name != null ? name : Objects.toIdentityString(this);
    }

    @Override
    String described() {
        return name == null ? "channel" : "channel " + name;
    }

    /** What can be seen of the channel at one instant. */
    ChannelState look() {
        String id = Objects.toIdentityString(this);
        lock();
        Phase phaseNow = phase;
        int length = ring == null ? 0 : ring.sizeLocked();
        int highest = ring == null ? 0 : ring.highWater();
        long out = receivedPastBuffer + (ring == null ? 0 : ring.removed());
        long lost = dropped;
        int waitingSenders = waitingSenders();
        int waitingReceivers = waitingReceivers();
        unlock();
        var status = switch (phaseNow) {
            case OPEN -> ChannelState.Status.OPEN;
            case CLOSED -> ChannelState.Status.CLOSED;
            case CANCELLED -> ChannelState.Status.CANCELLED;
        };
        long in = out + lost + length;
        return new ChannelState(
                name, id, status, length, capacity, highest, in, out, lost, waitingSenders, waitingReceivers);
    }

    // What is never received

    @Override
    void drop(Object value) {
        if (undelivered != null) {
            undelivered.accept(value);
        }
    }

    /** Hands over what a cancelled channel has left in its ring, which no other thread uses any more; returns what the hook threw. */
    private @Nullable Throwable dropFirst(int left) {
        Throwable thrown = null;
        for (int i = 0; i < left; i++) {
            thrown = dropAfter(thrown, removeLeft());
        }
        return thrown;
    }

    /** Hands a value to the hook; returns what was thrown before, with what the hook throws. */
    @Nullable
    Throwable dropAfter(@Nullable Throwable thrown, Object value) {
        try {
            drop(value);
            return thrown;
        } catch (Throwable e) { // checked ones too, which other languages throw at will
            return Thrown.join(thrown, e);
        }
    }

    private <X extends Throwable> X withUndelivered(X thrown, T value) {
        try {
            drop(value);
        } catch (Throwable e) {
            thrown.addSuppressed(e);
        }
        return thrown;
    }

    private void finish(Wait waiter, boolean matched) {
        if (!matched) {
            leave(waiter);
        }
        waiter.value = null;
    }

    @SuppressWarnings("unchecked")
    private T cast(Object value) {
        return (T) value;
    }

    /**
     * The options of a channel. They are immutable: each method returns changed options, and {@link #unbuffered}, {@link #buffered} and
     * {@link #weighted} create a new channel each time they are called.
     *
     * @param <T> an upper bound of the type of the channel's values: what the undelivered hook takes, or {@code Object}
     */
    @CheckReturnValue
    public static final class Options<T> {
        private static final Options<Object> DEFAULT =
                new Options<>(null, null, Overflow.WAIT, Listing.WHILE_USED, true);

        private final @Nullable String name;
        private final @Nullable Consumer<Object> undelivered;
        private final Overflow overflow;
        private final Listing listing;
        private final boolean hasValues;

        private Options(
                @Nullable String name,
                @Nullable Consumer<Object> undelivered,
                Overflow overflow,
                Listing listing,
                boolean hasValues) {
            this.name = name;
            this.undelivered = undelivered;
            this.overflow = overflow;
            this.listing = listing;
            this.hasValues = hasValues;
        }

        private static Options<Void> signal(String name) {
            return new Options<>(name, null, Overflow.WAIT, Listing.NEVER, false);
        }

        private Options<T> listed(Listing other) {
            return new Options<>(name, undelivered, overflow, other, hasValues);
        }

        /**
         * Returns these options with a name, which messages, reports and thread dumps show.
         *
         * @param name the name
         * @return new options
         */
        public Options<T> named(String name) {
            return new Options<>(Objects.requireNonNull(name, "name"), undelivered, overflow, listing, hasValues);
        }

        /**
         * Returns these options with a hook for values that will never be received, so that resources sent through a channel can be closed.
         *
         * <p>The hook is called once for each of these: values in the buffer when the receiver {@linkplain Channel#cancel leaves}; the
         * value of a send that throws; a value that an {@link Overflow} policy drops; and a value that the supplier of a select's send case
         * has made if another case happens. It runs in the thread of the call that caused it, without a lock. An exception of the hook is
         * thrown by that call, which has taken effect nevertheless, or is suppressed on the exception of that call. In a select, it goes to
         * the thread's handler of uncaught exceptions instead, since the select has to return the case that happened.
         *
         * @param hook what to do with an undelivered value
         * @param <U> the type of the values that the hook takes
         * @return new options
         */
        @SuppressWarnings("unchecked") // the channel's values will be of type U
        public <U extends T> Options<U> onUndelivered(Consumer<? super U> hook) {
            Objects.requireNonNull(hook, "hook");
            return new Options<>(name, (Consumer<Object>) hook, overflow, listing, hasValues);
        }

        /**
         * Returns these options with a policy for a full buffer.
         *
         * @param policy the policy
         * @return new options
         */
        public Options<T> overflow(Overflow policy) {
            return new Options<>(name, undelivered, Objects.requireNonNull(policy, "policy"), listing, hasValues);
        }

        /**
         * Creates a channel without a buffer: each send waits for its receiver.
         *
         * @param <U> the type of the values
         * @return an open channel
         * @throws IllegalArgumentException if the overflow policy isn't {@link Overflow#WAIT}
         */
        public <U extends T> Channel<U> unbuffered() {
            return buffered(0);
        }

        /**
         * Creates a channel with a buffer.
         *
         * @param capacity how many values the buffer holds, from 0 (unbuffered) to {@link #MAX_CAPACITY}; memory is allocated as the buffer
         *     fills
         * @param <U> the type of the values
         * @return an open, empty channel
         * @throws IllegalArgumentException if the capacity is out of range; or if it is 0 and the policy for a full buffer drops values
         */
        public <U extends T> Channel<U> buffered(int capacity) {
            if (capacity < 0 || capacity > MAX_CAPACITY) {
                throw new IllegalArgumentException("capacity must be from 0 to " + MAX_CAPACITY + ", was " + capacity);
            }
            if (capacity == 0 && overflow != Overflow.WAIT) {
                throw new IllegalArgumentException("overflow " + overflow + " needs a buffer, capacity was 0");
            }
            return make(capacity, null);
        }

        /**
         * Creates a channel with a buffer that is bounded by the total weight of its values; see {@link Channel#weighted}.
         *
         * @param weigher returns the weight of a value, from 0 to the bound
         * @param bound the largest total weight of the values in the buffer, at least 1
         * @param <U> the type of the values
         * @return an open, empty channel
         * @throws IllegalArgumentException if the bound is less than 1; or if the policy for a full buffer is {@link
         *     Overflow#DROP_OLDEST}, which weighted channels don't support
         */
        public <U extends T> Channel<U> weighted(ToLongFunction<? super U> weigher, long bound) {
            var weights = new Weights(weigher, bound);
            if (overflow == Overflow.DROP_OLDEST) {
                throw new IllegalArgumentException(
                        "overflow DROP_OLDEST needs a capacity, and this channel has weights");
            }
            return make((int) Math.min(bound, MAX_CAPACITY), weights);
        }

        private <U extends T> Channel<U> make(int capacity, @Nullable Weights weights) {
            var channel = new Channel<U>(this, capacity, weights, false);
            if (name != null && listing != Listing.NEVER) {
                NamedChannels.add(channel, listing == Listing.UNTIL_OVER);
            }
            return channel;
        }
    }
}
