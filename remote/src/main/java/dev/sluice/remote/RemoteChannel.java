package dev.sluice.remote;

import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.function.CheckedConsumer;
import io.nats.client.Message;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A channel that programs on any number of machines share: its values wait on the server, and survive the programs.
 *
 * {@snippet :
 * RemoteChannel<Photo> photos = cluster.channel("photos", Codec.json(Photo.class), RemoteChannelOptions.capacity(10_000));
 *
 * photos.send(photo, photo.id()); // in one program
 *
 * photos.forEach(photo -> { // in any number of others
 *     store(thumbnail(photo.value()));
 *     photo.ack();
 * });
 * }
 *
 * <p>It has the verbs of a {@link dev.sluice.Channel}, and is a type of its own, since it promises something else:
 *
 * <ul>
 *   <li>A value is delivered <b>at least once</b>: again when it isn't acknowledged, see {@link Delivery}. A value that was delivered
 *       {@linkplain RemoteChannelOptions#attempts too often}, because it fails or ends each program that works on it, becomes a
 *       {@linkplain #deadLetters dead letter} in place of one more delivery.
 *   <li>A value that is sent again within two minutes with the same id is stored once.
 *   <li>There is no order, unless {@link RemoteChannelOptions#unacknowledged} is 1.
 *   <li>A full channel makes senders wait. Values that were received and not acknowledged count too.
 *   <li>What was sent is as safe as the server keeps it: on one disk, unless there are {@linkplain RemoteChannelOptions#replicas
 *       replicas}. By default, servers write to the disk some time later, so a power failure can lose the last moments of what they have
 *       confirmed.
 * </ul>
 *
 * <p>A remote channel is safe for use by any number of threads. It holds nothing that has to be closed, except for its cluster.
 *
 * @param <T> the type of the values
 */
public final class RemoteChannel<T> {
    /** Is told of each value that becomes a dead letter. */
    @FunctionalInterface
    interface Death<T> {
        void of(Delivery<T> delivery, String why) throws InterruptedException;
    }

    private static final long LOOK_NANOS = Duration.ofMillis(900).toNanos();

    private final Cluster cluster;
    private final Layout layout;
    private final Codec<T> codec;
    private final Sender sender;
    private final @Nullable RemoteChannel<T> dead;
    private final Death<T> onDeath;

    // Guarded by this.
    private @Nullable Intake<T> intake;
    private long lookedNanos;

    private RemoteChannel(
            Cluster cluster, Layout layout, Codec<T> codec, @Nullable RemoteChannel<T> dead, Death<T> onDeath) {
        this.cluster = cluster;
        this.layout = layout;
        this.codec = codec;
        this.sender = new Sender(cluster, layout);
        this.dead = dead;
        this.onDeath = onDeath;
    }

    static <T> RemoteChannel<T> open(Cluster cluster, Layout layout, Codec<T> codec) throws InterruptedException {
        return open(cluster, layout, codec, (_, _) -> {});
    }

    /**
     * Makes a channel on the server, or finds it.
     *
     * @param onDeath is told of each value that becomes a dead letter here, before it does, and why
     */
    static <T> RemoteChannel<T> open(Cluster cluster, Layout layout, Codec<T> codec, Death<T> onDeath)
            throws InterruptedException {
        Objects.requireNonNull(codec, "codec");
        Layout dead = layout.deadLetters();
        cluster.manage("open channel " + layout.stream(), layout::makeStream);
        cluster.manage("open the dead letters of channel " + layout.stream(), dead::makeStream);
        return new RemoteChannel<>(
                cluster, layout, codec, new RemoteChannel<>(cluster, dead, codec, null, (_, _) -> {}), onDeath);
    }

    /** Makes a channel without dead letters on the server, or finds it. */
    static <T> RemoteChannel<T> openWithoutDeadLetters(Cluster cluster, Layout layout, Codec<T> codec)
            throws InterruptedException {
        cluster.manage("open channel " + layout.stream(), layout::makeStream);
        return new RemoteChannel<>(cluster, layout, codec, null, (_, _) -> {});
    }

    /**
     * Returns the name of the channel.
     *
     * @return the name
     */
    public String name() {
        return layout.stream();
    }

    Layout layout() {
        return layout;
    }

    Codec<T> codec() {
        return codec;
    }

    // Sending

    /**
     * Sends a value with an id by which it is known: a second value with the same id, sent within two minutes, isn't stored. Waits while
     * the channel is full or the server away, and until the server has the value.
     *
     * @param value the value
     * @param id the id, such as a hash of the value or the name of the job; not empty, and printable
     * @throws ChannelClosedException if the channel is closed or was deleted
     * @throws RemoteException if the server refuses the value
     * @throws IllegalArgumentException if the value can't be encoded, or is too large for the server
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; the server may have the value or not, and to
     *     send it again with the same id does no harm
     */
    public void send(T value, String id) throws InterruptedException {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id must have at least one letter, was \"" + id + "\"");
        }
        sender.send(codec.encode(value), Sender.headers(id));
    }

    /**
     * Sends a value like {@link #send(Object, String)}, with an id that no other has.
     *
     * @param value the value
     * @throws ChannelClosedException if the channel is closed or was deleted
     * @throws RemoteException if the server refuses the value
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; the server may have the value or not
     */
    public void send(T value) throws InterruptedException {
        send(value, UUID.randomUUID().toString());
    }

    /**
     * Closes the channel for all programs: later sends fail. What is in it can still be received, and then receivers are told that it is
     * closed. Closing a closed channel does nothing.
     *
     * @throws RemoteException if there is no such channel
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public void close() throws InterruptedException {
        cluster.manage("close channel " + name(), layout::close);
    }

    // Receiving

    /**
     * Receives a value, and waits until there is one.
     *
     * @return the delivery, which has to be acknowledged or closed; or null if the channel is closed, and all that was in it is
     *     acknowledged
     * @throws RemoteException if the channel was deleted
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before there was a value; none is held
     */
    public @Nullable Delivery<T> receive() throws InterruptedException {
        while (true) {
            Delivery<T> delivery = one();
            if (delivery == null) {
                return null;
            }
            if (isFit(delivery)) {
                delivery.take();
                return delivery;
            }
        }
    }

    /**
     * Receives values until the channel is closed and all that was in it is acknowledged, and does something with each. A delivery that
     * the action hasn't acknowledged is given back when the action returns or throws.
     *
     * @param action what is done; what it throws ends this
     * @param <X> what the action may throw
     * @throws X what the action throws
     * @throws RemoteException if the channel was deleted
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public <X extends Exception> void forEach(CheckedConsumer<? super Delivery<T>, X> action)
            throws X, InterruptedException {
        for (Delivery<T> next = receive(); next != null; next = receive()) {
            try (Delivery<T> delivery = next) {
                action.accept(delivery);
            }
        }
    }

    private @Nullable Delivery<T> one() throws InterruptedException {
        try (var wish = intake().want(1)) {
            return next(wish);
        }
    }

    /** Waits for the next delivery of a wish; null if the channel has ended. */
    @Nullable
    Delivery<T> next(Intake<T>.Wish wish) throws InterruptedException {
        while (true) {
            Context.checkpoint();
            Delivery<T> delivery = wish.next();
            if (delivery != null) {
                return delivery;
            }
            if (hasEnded()) {
                return null;
            }
        }
    }

    /** Returns whether a delivery can be worked on; makes a dead letter of it if it can't. */
    boolean isFit(Delivery<T> delivery) throws InterruptedException {
        String flaw = dead == null ? null : flaw(delivery);
        if (flaw == null) {
            return true;
        }
        try (delivery) {
            delivery.reject(flaw);
        }
        return false;
    }

    private @Nullable String flaw(Delivery<T> delivery) {
        int attempts = layout.options().attempts();
        if (delivery.attempt() > attempts) {
            return "it was delivered " + attempts + " times and never acknowledged";
        }
        try {
            var _ = delivery.value();
            return null;
        } catch (IllegalArgumentException e) {
            return "it can't be decoded: " + e.getMessage();
        }
    }

    /**
     * Opens a port: a local channel that has the next values, so that a {@link dev.sluice.Select} or a {@link dev.sluice.flow.Pipeline} can
     * receive them. The calling thread owns it, and must close it.
     *
     * @param prefetch how many values it holds at most, at least 1; as many as there are workers, so that other programs get theirs
     * @return the port
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public Port<T> port(int prefetch) throws InterruptedException {
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch must be at least 1, was " + prefetch);
        }
        return new Port<>(this, intake(), prefetch);
    }

    private synchronized Intake<T> intake() throws InterruptedException {
        cluster.requireOpen();
        if (intake == null) {
            Duration lease = cluster.manage("receive from channel " + name(), layout::makeConsumer)
                    .getConsumerConfiguration()
                    .getAckWait(); // that of the process that was first
            Duration known = Objects.requireNonNullElse(lease, layout.options().lease());
            intake = cluster.open(() -> new Intake<>(cluster, layout, known, this::receipt));
        }
        return intake;
    }

    /** Gives back all that was received here, and receives no more. */
    void release() {
        Intake<T> ended;
        synchronized (this) {
            ended = intake;
            intake = null;
        }
        if (ended != null) {
            ended.close();
        }
    }

    private Delivery<T> receipt(Message message) {
        return new Delivery<>(this, message, layout.options().longest());
    }

    /** Forgets a delivery, whose lease isn't to be extended any more. */
    synchronized void letGo(Delivery<T> delivery) {
        if (intake != null) {
            intake.held().remove(delivery);
        }
    }

    // The end

    /**
     * Waits until the channel is closed, and all that was in it acknowledged.
     *
     * @throws RemoteException if the channel was deleted
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public void drained() throws InterruptedException {
        var pauses = cluster.pauses();
        for (StreamInfo info = info(); !isDrained(info); info = info()) {
            new Sweep(cluster, layout).of(info);
            pauses.pause();
        }
    }

    /**
     * Returns how many values are in the channel, with those that were received and not acknowledged.
     *
     * @return the number
     * @throws RemoteException if the channel was deleted
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public long length() throws InterruptedException {
        return info().getStreamState().getMsgCount();
    }

    private StreamInfo info() throws InterruptedException {
        return cluster.manage("look at channel " + name(), streams -> streams.getStreamInfo(name()));
    }

    private boolean isDrained(StreamInfo info) {
        return layout.isClosed(info) && info.getStreamState().getMsgCount() == 0;
    }

    /** Looks whether the channel has ended, but not more often than about once a second for all receivers here. */
    private boolean hasEnded() throws InterruptedException {
        synchronized (this) {
            long now = System.nanoTime();
            if (lookedNanos != 0 && now - lookedNanos < LOOK_NANOS) {
                return false;
            }
            lookedNanos = now;
        }
        if (!cluster.isConnected()) {
            return false;
        }
        StreamInfo info = info();
        new Sweep(cluster, layout).of(info);
        return isDrained(info);
    }

    // Dead letters

    /**
     * Returns the values that will not be delivered again: those that were rejected, and those that were delivered too often. They are
     * received, and acknowledged when they aren't needed any more; {@link Delivery#reason} says why each is here.
     *
     * @return the dead letters, a channel too
     * @throws UnsupportedOperationException if this is the channel of the dead letters of another one
     */
    public RemoteChannel<T> deadLetters() {
        if (dead == null) {
            throw new UnsupportedOperationException("channel " + name() + " has no dead letters");
        }
        return dead;
    }

    void bury(Delivery<T> delivery, String why) throws InterruptedException {
        RemoteChannel<T> grave = deadLetters();
        onDeath.of(delivery, why);
        Message message = delivery.message();
        grave.sender.send(message.getData(), Sender.headersOfDead(message, why));
    }

    /** Returns what it is, for people to read. */
    @Override
    public String toString() {
        return "remote channel " + name();
    }
}
