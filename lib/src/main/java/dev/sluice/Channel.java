package dev.sluice;

import dev.sluice.inspect.ChannelState;
import dev.sluice.runtime.OwnChannels;
import dev.sluice.runtime.Upstreams;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
 * <p>A channel is made with its options, and never changes: {@link #named}, {@link #onUndelivered} and {@link #overflow} each
 * answer a <em>new</em> channel. Nobody needs to close a channel for it to be collected.
 *
 * <p>Nothing is lost: a value that was given to a channel is received, or handed to the undelivered hook, or still with its
 * sender because an <em>answer</em> said so ({@code FULL}, {@code CLOSED}, {@code false}). An operation either happened or
 * threw; if it is interrupted at the moment it happens, it has happened, and the interrupt flag stays set.
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
public final class Channel<T> extends Waitpoint implements SendChannel<T>, ReceiveChannel<T> {
    /*
     * The design is that of Go's runtime (hchan): a ring of values and two queues of waiting goroutines, under one lock
     * that is held for a few dozen instructions. docs/design.md tells more. With a buffer, the lock is both of the ring's, and the
     * quick ways take only the one of their end: nothing that they look at changes without it, but for the ring's other end.
     *
     * Invariants, true whenever the lock is free
     *  - While a receiver waits that can still be matched, the buffer is empty and no sender waits.
     *  - While a sender waits that can still be matched, the buffer is full and no receiver waits.
     *  - Once the phase isn't OPEN, nobody begins to wait, those who do are only answered that it is closed, and it never
     *    becomes OPEN again. CANCELLED: the buffer is empty.
     * One select may stand in both queues: its two waiters share a wait, and nobody matches himself.
     *
     * The gates mayReceive and maySend read a word or two without the lock. Between "empty" and "not closed" the order of the
     * reads matters: what is open after it was seen empty was open then too.
     *
     * The hook and the unparking come after the lock is given back: the first is foreign code, the second is slow. So does
     * what ends with the channel: its done channel, and the channels upstream, which whoever ends it cancels.
     */

    /** What a full buffer does with one more value. */
    public enum Overflow {
        /** The sender waits for room: the default. */
        WAIT,
        /** The oldest value in the buffer makes room, and goes to the undelivered hook. A send never waits. */
        DROP_OLDEST,
        /**
         * A value sent goes to the undelivered hook instead of the buffer. A send never waits; an {@link Channel#offer offer}
         * answers {@link Offer#FULL}.
         */
        DROP_NEWEST
    }

    /** The largest capacity a channel can have. */
    public static final int MAX_CAPACITY = 1 << 28;

    private enum Phase {
        OPEN,
        CLOSED,
        CANCELLED
    }

    /** What there is to receive where there is no value. */
    private enum None {
        EMPTY,
        CLOSED
    }

    static {
        OwnChannels.nameBy((channel, name) -> ((Channel<?>) channel).ownNamed(name));
        Upstreams.connectBy((channel, inputs) -> ((Channel<?>) channel).connect(inputs));
    }

    private final int capacity;
    private final @Nullable String name;
    private final @Nullable Consumer<? super T> undelivered;
    private final Overflow overflow;
    private final boolean endsByClock;

    /** The buffer, and with it the lock; null if there is none. */
    private final @Nullable Ring ring;

    /**
     * For those who wait where values go from hand to hand. With a buffer, it is better to park at once: sender and receiver
     * then take turns on one carrier, a buffer at a time, while two that spin on two of them take every value's memory from
     * each other.
     */
    private final @Nullable Spin spin;

    // Guarded by the lock; the phase is also read by the gates.
    private long dropped;
    private volatile Phase phase = Phase.OPEN;
    private @Nullable Throwable cause;

    // What ends with it: written under the lock when somebody wants to know, and touched by no send or receive.
    private volatile @Nullable Channel<Void> done;
    private @Nullable Upstream upstream;

    // What the current operation leaves to be done without the lock.
    private @Nullable Thread toWake;
    private @Nullable Object toDrop;

    private Channel(
            int capacity,
            @Nullable String name,
            @Nullable Consumer<? super T> undelivered,
            Overflow overflow,
            boolean endsByClock,
            @Nullable Spin spin) {
        this.capacity = capacity;
        this.name = name;
        this.undelivered = undelivered;
        this.overflow = overflow;
        this.endsByClock = endsByClock;
        this.ring = capacity == 0 ? null : new Ring(capacity);
        this.spin = spin;
    }

    /** A channel as users configure it. */
    private static <T> Channel<T> of(
            int capacity, @Nullable String name, @Nullable Consumer<? super T> undelivered, Overflow overflow) {
        var channel = new Channel<T>(capacity, name, undelivered, overflow, false, spin(capacity));
        if (name != null) {
            NamedChannels.add(channel);
        }
        return channel;
    }

    private Channel<T> ownNamed(String ownName) {
        return new Channel<>(capacity, ownName, undelivered, overflow, false, spin(capacity));
    }

    private static @Nullable Spin spin(int capacity) {
        return capacity == 0 ? new Spin() : null;
    }

    /** A channel of the library's own, which has no values and is closed to tell of something; by the clock, if no sooner. */
    static Channel<Void> signal(String name, boolean endsByClock) {
        return new Channel<>(0, name, null, Overflow.WAIT, endsByClock, null);
    }

    /**
     * Creates a channel without a buffer: each send waits for its receiver.
     *
     * @param <T> the type of the values
     * @return an open channel
     */
    public static <T> Channel<T> unbuffered() {
        return of(0, null, null, Overflow.WAIT);
    }

    /**
     * Creates a channel with a buffer.
     *
     * @param capacity how many values the buffer holds, from 0 (unbuffered) to {@link #MAX_CAPACITY}; its memory is taken
     *     at once
     * @param <T> the type of the values
     * @return an open, empty channel
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> Channel<T> buffered(int capacity) {
        if (capacity < 0 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 0 to " + MAX_CAPACITY + ", was " + capacity);
        }
        return of(capacity, null, null, Overflow.WAIT);
    }

    /**
     * Creates a channel that delivers one value, the time, once this long has passed, and is then closed.
     *
     * <p>Nothing runs meanwhile: no thread and no timer, only a deadline for whoever waits. A channel that is dropped leaves
     * nothing behind. In a select loop {@link Select#timeout} is simpler, and starts anew with every wait.
     *
     * @param delay how long from now; already over if zero or negative
     * @return a channel of capacity 1
     */
    public static ReceiveChannel<Instant> after(Duration delay) {
        return new ClockChannel(delay);
    }

    /**
     * Answers a new, empty channel like this one with a name, which messages and thread dumps show.
     *
     * @param name the name
     * @return a new channel
     */
    public Channel<T> named(String name) {
        return of(capacity, Objects.requireNonNull(name, "name"), undelivered, overflow);
    }

    /**
     * Answers a new, empty channel like this one with a hook for values that nobody will receive, so that resources sent
     * through a channel can be closed.
     *
     * <p>It gets, each once: values in the buffer when the receiver {@linkplain #cancel leaves}; the value of a send that
     * throws; what an {@link Overflow} policy drops; and what the supplier of a select's send case had made when another
     * case came first. It runs in the thread whose call gave rise to it, without a lock. What it throws comes out of that
     * call, which has happened all the same, or is suppressed on what that call throws. In a select it goes to the thread's
     * handler of uncaught exceptions instead, since the select has to answer which case happened.
     *
     * @param hook what to do with an undelivered value
     * @return a new channel
     */
    public Channel<T> onUndelivered(Consumer<? super T> hook) {
        return of(capacity, name, Objects.requireNonNull(hook, "hook"), overflow);
    }

    /**
     * Answers a new, empty channel like this one with another policy for a full buffer.
     *
     * @param policy the policy
     * @return a new channel
     * @throws IllegalArgumentException if the policy drops values and the channel has no buffer
     */
    public Channel<T> overflow(Overflow policy) {
        Objects.requireNonNull(policy, "policy");
        if (policy != Overflow.WAIT && capacity == 0) {
            throw new IllegalArgumentException("overflow " + policy + " needs a buffer, capacity was 0");
        }
        return of(capacity, name, undelivered, policy);
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
        if (sendQuickly(value)) {
            return Offer.SENT;
        }
        if (overflow != Overflow.DROP_OLDEST && isFull() && phase == Phase.OPEN) {
            return Offer.FULL;
        }
        lock();
        if (overflow == Overflow.DROP_NEWEST && phase == Phase.OPEN && length() == capacity) {
            unlock();
            return Offer.FULL;
        }
        Offer result = putLocked(value);
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
        if (!mayReceive()) {
            return Received.empty();
        }
        Object value = receiveQuickly();
        if (value != null) {
            return new Received.Value<>(cast(value));
        }
        lock();
        Object taken = takeLocked();
        unlockAndSettle();
        return received(taken);
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
            signal.closeWithin(); // whoever ended this channel may have come too early to see it
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

    /** Answers the name, how full it is, and whether it is closed, for people to read. */
    @Override
    public String toString() {
        String state = phase == Phase.OPEN ? "" : ", " + phase.name().toLowerCase(java.util.Locale.ROOT);
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
        }
    }

    private Offer putOrWait(T value, long deadlineNanos) throws InterruptedException {
        if (sendQuickly(value)) {
            return Offer.SENT;
        }
        lock();
        Offer result = putLocked(value);
        if (result != Offer.FULL) {
            unlockAndSettle();
            return result;
        }
        Wait waiter = Strand.forPlainOperation();
        waiter.prepare(value);
        waiter.begin();
        enqueue(Side.SENDERS, waiter);
        unlock();
        boolean matched = false;
        try {
            matched = waiter.await("send", this, spin, deadlineNanos) != null;
            if (!matched) {
                return Offer.FULL;
            }
            return waiter.closed ? Offer.CLOSED : Offer.SENT;
        } finally {
            finish(waiter, matched);
        }
    }

    /** Sends if that is possible now; {@code FULL} says that the sender has to wait. The caller holds the lock. */
    private Offer putLocked(T value) {
        if (phase != Phase.OPEN) {
            return Offer.CLOSED;
        }
        if (giveToReceiver(value)) {
            return Offer.SENT;
        }
        if (ring == null) {
            return Offer.FULL;
        }
        if (ring.hasRoom()) {
            ring.append(value);
            return Offer.SENT;
        }
        switch (overflow) {
            case WAIT -> {
                return Offer.FULL;
            }
            case DROP_OLDEST -> {
                toDrop = ring.replaceFirst(value);
                receivedPastBuffer--;
            }
            case DROP_NEWEST -> toDrop = value;
        }
        dropped++;
        return Offer.SENT;
    }

    /**
     * Sends into the buffer under the lock of its end alone, if the buffer has room and nobody waits. Whoever begins to wait, and
     * whoever closes the channel, has that lock too.
     */
    private boolean sendQuickly(T value) {
        if (ring == null) {
            return false;
        }
        ring.lockIn();
        boolean fits = phase == Phase.OPEN && nobodyReceives() && ring.hasRoom();
        if (fits) {
            ring.append(value);
        }
        ring.unlockIn();
        return fits;
    }

    private boolean giveToReceiver(T value) {
        for (Waiter waiter; (waiter = poll(Side.RECEIVERS)) != null; ) {
            waiter.value = value;
            Object partner = waiter.wait.match(waiter);
            if (partner != null) {
                willWake(partner);
                receivedPastBuffer++;
                return true;
            }
        }
        return false;
    }

    /** Sends the waiter's value for a select, if that is possible now. The caller holds the lock. */
    boolean sendFrom(Waiter waiter) {
        Offer result = putLocked(cast(Objects.requireNonNull(waiter.value)));
        waiter.closed = result == Offer.CLOSED;
        return result != Offer.FULL;
    }

    /** Sends the waiter's value for a select if that needs no more than a part of the lock; false says nothing. */
    boolean sendQuicklyFrom(Waiter waiter) {
        return sendQuickly(cast(Objects.requireNonNull(waiter.value)));
    }

    /** Whether a send may succeed. Needs no lock; false says that at one instant the channel was open and full. */
    boolean maySend() {
        return overflow != Overflow.WAIT || !isFull() || phase != Phase.OPEN;
    }

    private boolean isFull() {
        return ring == null ? nobodyReceives() : ring.isFull();
    }

    // Receiving

    /** Answers a value, CLOSED, or EMPTY when the deadline passed. */
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
            matched = waiter.await("receive", this, spin, deadlineNanos) != null;
            if (!matched) {
                return None.EMPTY;
            }
            return waiter.closed ? None.CLOSED : Objects.requireNonNull(waiter.value);
        } finally {
            finish(waiter, matched);
        }
    }

    /** Answers a value, CLOSED, or EMPTY when the receiver has to wait. The caller holds the lock. */
    private Object takeLocked() {
        if (ring != null && ring.hasValue()) {
            Object next = phase == Phase.OPEN ? takeFromSender() : null;
            return next == null ? ring.removeFirst() : ring.replaceFirst(next);
        }
        if (phase != Phase.OPEN) {
            return None.CLOSED;
        }
        Object value = takeFromSender();
        if (value == null) {
            return None.EMPTY;
        }
        receivedPastBuffer++;
        return value;
    }

    /**
     * Receives from the buffer under the lock of its end alone, if there is something and nobody waits for room; otherwise null.
     * Whoever begins to wait, and whoever cancels the channel, has that lock too.
     */
    private @Nullable Object receiveQuickly() {
        if (ring == null) {
            return null;
        }
        ring.lockOut();
        Object value = nobodySends() && ring.hasValue() ? ring.removeFirst() : null;
        ring.unlockOut();
        return value;
    }

    private @Nullable Object takeFromSender() {
        for (Waiter waiter; (waiter = poll(Side.SENDERS)) != null; ) {
            Object value = waiter.value;
            Object partner = waiter.wait.match(waiter);
            if (partner != null) {
                willWake(partner);
                return value;
            }
        }
        return null;
    }

    @Override
    boolean handsOver() {
        return spin != null;
    }

    @Override
    boolean receiveQuicklyInto(Waiter waiter) {
        Object value = receiveQuickly();
        if (value == null) {
            return false;
        }
        waiter.closed = false;
        waiter.value = value;
        return true;
    }

    @Override
    boolean receiveInto(Waiter waiter) {
        Object taken = takeLocked();
        if (taken == None.EMPTY) {
            return false;
        }
        waiter.closed = taken == None.CLOSED;
        waiter.value = taken == None.CLOSED ? null : taken;
        return true;
    }

    @Override
    boolean mayReceive() {
        boolean something = ring == null ? !nobodySends() : !ring.isEmpty();
        return something || phase != Phase.OPEN;
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

    private boolean end(Phase how, @Nullable Throwable why, @Nullable Deque<Upstream> toLeave) {
        lock();
        boolean first = phase == Phase.OPEN;
        if (!first && (how == Phase.CLOSED || phase == Phase.CANCELLED)) {
            unlock();
            return false;
        }
        cause = why;
        phase = how;
        int left = 0;
        if (how == Phase.CANCELLED) {
            left = ring == null ? 0 : ring.end();
            receivedPastBuffer -= left;
            dropped += left;
        }
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
            throw Failures.thrown(thrown, RuntimeException.class);
        }
        return first;
    }

    /** Has these inputs left when the channel has ended. */
    private void connect(Supplier<? extends List<?>> inputs) {
        lock();
        boolean ended = phase != Phase.OPEN;
        if (!ended) {
            upstream = new Upstream(inputs, upstream);
        }
        unlock();
        Throwable thrown = ended ? new Upstream(inputs, null).leave(null) : null;
        if (thrown != null) {
            throw Failures.thrown(thrown, RuntimeException.class);
        }
    }

    @Override
    @Nullable
    Throwable cause() {
        return phase == Phase.CLOSED ? cause : null;
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

    /** Whether it is closed by the clock, if nobody does so sooner. */
    boolean endsByClock() {
        return endsByClock;
    }

    @Override
    String label() {
        return name != null ? name : Objects.toIdentityString(this);
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

    // The lock

    @Override
    void lock() {
        if (ring == null) {
            super.lock();
        } else {
            ring.lock();
        }
    }

    @Override
    void unlock() {
        if (ring == null) {
            super.unlock();
        } else {
            ring.unlock();
        }
    }

    // What is done without the lock

    private void willWake(Object partner) {
        if (partner instanceof Thread thread) {
            toWake = thread;
        }
    }

    @Override
    void unlockAndSettle() {
        Thread thread = toWake;
        Object dropped = toDrop;
        if (thread != null) {
            toWake = null;
        }
        if (dropped != null) {
            toDrop = null;
        }
        unlock();
        if (thread != null) {
            Strand.unpark(thread);
        }
        if (dropped != null) {
            drop(cast(dropped));
        }
    }

    /** Hands a value to the undelivered hook. */
    void drop(T value) {
        if (undelivered != null) {
            undelivered.accept(value);
        }
    }

    /** Hands over what a cancelled channel has left in its ring, which nobody else uses any more; answers what the hook threw. */
    private @Nullable Throwable dropFirst(int left) {
        Throwable thrown = null;
        for (int i = 0; i < left; i++) {
            try {
                drop(cast(Objects.requireNonNull(ring).removeLeft()));
            } catch (Throwable e) { // checked ones too, which other languages throw at will
                thrown = Failures.join(thrown, e);
            }
        }
        return thrown;
    }

    private <X extends Exception> X withUndelivered(X thrown, T value) {
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
}
