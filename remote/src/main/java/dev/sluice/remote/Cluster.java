package dev.sluice.remote;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.resilience.Backoff;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A connection to a NATS server, or to a cluster of them, with JetStream. It is where {@linkplain RemoteChannel remote channels} are.
 *
 * {@snippet :
 * try (var cluster = Cluster.at("nats://127.0.0.1:4222").connect()) {
 *     RemoteChannel<Photo> photos = cluster.channel("photos", Codec.json(Photo.class), RemoteChannelOptions.capacity(10_000));
 *     photos.send(photo, photo.id());
 * }
 * }
 *
 * <p>A connection that is lost is made again, to any server of the cluster, for as long as this is open. Operations wait for that.
 *
 * <p>A cluster is safe for use by any number of threads.
 */
public final class Cluster implements AutoCloseable {
    private static final Backoff WHILE_AWAY =
            Backoff.exponential(Duration.ofMillis(50)).max(Duration.ofSeconds(1));
    private static final String HELLO = "sluice.hello";
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** What the server says of itself while it has no leader, or isn't ready yet. */
    private static final Set<Integer> PASSING = Set.of(10_004, 10_005, 10_008, 10_009, 10_039, 10_046, 10_074);

    private final Connection connection;
    private final JetStreamManagement management;
    private final Leases leases = new Leases();
    private final Set<Intake<?>> intakes = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    private Cluster(ClusterOptions options) throws IOException, InterruptedException {
        connection = Nats.connect(natsOptions(options));
        boolean usable = false;
        try {
            ServerVersion.require(connection.getServerInfo());
            management = connection.jetStreamManagement();
            shielded(this::askForReplies);
            usable = true;
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    /** Asks for nothing. With the first question the client subscribes to the replies of all later ones. */
    private void askForReplies() {
        var _ = connection.requestWithTimeout(HELLO, null, GOODBYE);
    }

    /**
     * Gives the connection something. It drops silently what it gets from a thread that is interrupted: subscriptions too, and for good.
     * So this is done where no interrupt comes.
     */
    static void shielded(Runnable action) {
        boolean interrupted = Thread.interrupted();
        try {
            Context.current().detached().run(action::run);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Returns options for a connection.
     *
     * @param servers addresses such as {@code nats://10.0.0.1:4222}, several with commas between
     * @return the options; {@link ClusterOptions#connect} connects
     */
    public static ClusterOptions at(String servers) {
        return new ClusterOptions(servers, "sluice", null, null);
    }

    static Cluster connect(ClusterOptions options) throws InterruptedException {
        Context.checkpoint();
        try {
            return new Cluster(options);
        } catch (AuthenticationException e) {
            throw new RemoteException(
                    "the server at " + options.servers() + " doesn't let this program in: " + e.getMessage()
                            + "; name a file of credentials",
                    e);
        } catch (IOException e) {
            Context.checkpoint();
            throw new RemoteException(
                    "no NATS server can be reached at " + options.servers() + ": " + e.getMessage()
                            + "; start one by `nats-server -js` (`apt install nats-server`, `brew install nats-server`, or"
                            + " https://nats.io/download)",
                    e);
        }
    }

    private Options natsOptions(ClusterOptions options) {
        var builder = new Options.Builder()
                .server(options.servers())
                .connectionName(options.name())
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(200))
                .reconnectJitter(Duration.ofMillis(100))
                .reportNoResponders()
                .errorListener(new ErrorListener() {}) // what matters comes out of the operation that it concerns
                .connectionListener((_, event) -> {
                    if (event == ConnectionListener.Events.RESUBSCRIBED) {
                        intakes.forEach(intake -> intake.askAgain());
                    }
                });
        if (options.credentials() != null) {
            builder.authHandler(Nats.credentials(options.credentials().toString()));
        }
        if (options.tls() != null) {
            builder.sslContext(options.tls());
        }
        return builder.build();
    }

    /**
     * Returns a channel of this cluster, which is made if there is none of the name.
     *
     * @param name its name: letters, digits, {@code -} and {@code _}
     * @param codec turns its values into bytes
     * @param options the options
     * @param <T> the type of its values
     * @return the channel
     * @throws RemoteException if there is a channel of the name with another capacity
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public <T> RemoteChannel<T> channel(String name, Codec<T> codec, RemoteChannelOptions options)
            throws InterruptedException {
        return RemoteChannel.open(this, Layout.of(name, options), codec);
    }

    /**
     * Deletes a channel with all that is in it, and its dead letters. Where there is no such channel, nothing happens.
     *
     * @param name the name of the channel
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public void deleteChannel(String name) throws InterruptedException {
        Layout layout = Layout.of(name, RemoteChannelOptions.capacity(1));
        deleteStream(layout.stream());
        deleteStream(layout.deadLetters().stream());
    }

    private void deleteStream(String stream) throws InterruptedException {
        manage("delete " + stream, streams -> {
            try {
                return streams.deleteStream(stream);
            } catch (JetStreamApiException e) {
                if (Layout.isMissing(e)) {
                    return true;
                }
                throw e;
            }
        });
    }

    /**
     * Ends the connection. Values that were received and not acknowledged are given back, so that others get them at once. Closing it
     * again does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        intakes.forEach(intake -> intake.close());
        leases.close();
        try (var shield = Context.current().detached()) {
            shield.run(this::sayGoodbye);
        } catch (InterruptedException e) {
            Context.restoreInterrupt(e);
        }
    }

    private void sayGoodbye() throws InterruptedException {
        try {
            connection.flush(GOODBYE);
        } catch (TimeoutException | IllegalStateException _) {
            // Not connected; what was held is delivered again when its lease ends.
        } finally {
            connection.close();
        }
    }

    Connection connection() {
        return connection;
    }

    Leases leases() {
        return leases;
    }

    boolean isConnected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    void requireOpen() {
        if (closing || connection.getStatus() == Connection.Status.CLOSED) {
            throw new RemoteException("the connection to the cluster is closed", null);
        }
    }

    /** Makes an intake, which is closed with this cluster at the latest. */
    synchronized <T> Intake<T> open(Supplier<Intake<T>> made) {
        requireOpen();
        Intake<T> intake = made.get();
        intakes.add(intake);
        return intake;
    }

    void remove(Intake<?> intake) {
        intakes.remove(intake);
    }

    /** What is asked of the server's management, which waits and knows no contexts. */
    @FunctionalInterface
    interface Management<R> {
        R on(JetStreamManagement streams) throws IOException, JetStreamApiException;
    }

    /**
     * Asks the server's management, again and again while it is away or has no leader.
     *
     * @throws RemoteException if it refuses
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    <R> R manage(String what, Management<R> question) throws InterruptedException {
        var pauses = pauses();
        while (true) {
            Context.checkpoint();
            requireOpen();
            try {
                return question.on(management);
            } catch (IOException _) {
                Context.checkpoint(); // the client wraps an interrupt
            } catch (JetStreamApiException e) {
                if (!isPassing(e)) {
                    throw new RemoteException("can't " + what + ": " + e.getErrorDescription(), e);
                }
            } catch (IllegalStateException e) {
                if (e instanceof RemoteException) {
                    throw e;
                }
                requireOpen(); // else too much waits for the connection to come back
            }
            pauses.pause();
        }
    }

    /** Whether an error is one that passes when the server is ready, or has elected a leader. */
    static boolean isPassing(JetStreamApiException error) {
        return PASSING.contains(error.getApiErrorCode());
    }

    /** Pauses of one operation while the server is away, each longer than the one before. */
    Pauses pauses() {
        return new Pauses(WHILE_AWAY.delays());
    }

    /** Pauses that end with the context. */
    record Pauses(Backoff.Delays delays) {
        void pause() throws InterruptedException {
            Channel.after(delays.next()).receive();
        }
    }
}
