package dev.sluice.remote;

import dev.sluice.Channel;
import dev.sluice.Received;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.support.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for the messages of one consumer, as many as are wanted here, and hands them to those that want them.
 *
 * <p>An intake is safe for use by any number of threads.
 */
final class Intake<T> implements AutoCloseable {
    /*
     * The server gives a message for each that was asked for, and forgets what it was asked after a while, when it is restarted, and when
     * its leader changes. So `asked` is what it owes at most, and counts until `askedUntil`, or until it says otherwise.
     *
     * Whatever comes goes to the wish that has waited longest. What comes and is wanted by none, because the wish was given up meanwhile,
     * is given back. A wish has room for all that it wants, so handing over never waits.
     */
    private static final Duration VALIDITY = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** How often a wish that waits looks whether there is something to be asked again, or the channel has ended. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final String PENDING = "Nats-Pending-Messages";

    private final Cluster cluster;
    private final Function<Message, Delivery<T>> receipt;
    private final String inbox;
    private final String request;
    private final Dispatcher dispatcher;
    private final Leases.Held held;

    // Guarded by this.
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private int asked;
    private long askedUntil;
    private boolean closed;

    Intake(Cluster cluster, Layout layout, Duration lease, Function<Message, Delivery<T>> receipt) {
        this.cluster = cluster;
        this.receipt = receipt;
        this.inbox = cluster.connection().createInbox();
        this.request = "$JS.API.CONSUMER.MSG.NEXT." + layout.stream() + "." + layout.consumer();
        this.held = cluster.leases().hold(lease);
        this.dispatcher = cluster.connection().createDispatcher();
        Cluster.shielded(() -> dispatcher.subscribe(inbox, this::arrived));
    }

    Leases.Held held() {
        return held;
    }

    /** What one receiver wants: a number of messages, and more later. */
    final class Wish implements AutoCloseable {
        private final Channel<Delivery<T>> to;
        private final int least;
        private int wanted;

        private Wish(int most) {
            to = Channel.<Delivery<T>>onUndelivered(Delivery::giveBack).buffered(most);
            least = Math.max(1, most / 2);
            wanted = most;
        }

        /**
         * Waits for a delivery for a while.
         *
         * @return a delivery, or null if there was none so far
         * @throws RemoteException if the intake is closed
         */
        @Nullable
        Delivery<T> next() throws InterruptedException {
            Received<Delivery<T>> received = to.receive(LOOK);
            if (received instanceof Received.Closed) {
                throw new RemoteException("the connection to the cluster is closed", null);
            }
            if (received instanceof Received.Empty) {
                ask(1);
            }
            return received.orNull();
        }

        /** Wants one more. */
        void more() {
            synchronized (Intake.this) {
                if (wanted++ == 0) {
                    wishes.add(this);
                }
            }
            ask(least);
        }

        /** Wants no more, and gives back what has come. */
        @Override
        public void close() {
            synchronized (Intake.this) {
                wishes.remove(this);
            }
            to.cancel();
        }
    }

    /** Wants this many messages. */
    Wish want(int number) {
        var wish = new Wish(number);
        synchronized (this) {
            if (closed) {
                wish.to.close();
                return wish;
            }
            wishes.add(wish);
        }
        ask(1);
        return wish;
    }

    /** Asks for what is wanted and wasn't asked for, unless that is less than this. */
    private void ask(int least) {
        int number;
        synchronized (this) {
            long now = System.nanoTime();
            if (asked > 0 && now - askedUntil > 0) {
                asked = 0;
            }
            number = wishes.stream().mapToInt(each -> each.wanted).sum() - asked;
            if (number < least || closed || !cluster.isConnected()) {
                return;
            }
            asked += number;
            askedUntil = now + VALIDITY.plus(SLACK).toNanos();
        }
        try {
            Cluster.shielded(() -> cluster.connection().publish(request, inbox, body(number)));
        } catch (IllegalStateException _) {
            askAgain(); // the connection was lost just now
        }
    }

    private static byte[] body(int number) {
        String json = "{\"batch\":" + number + ",\"expires\":" + VALIDITY.toNanos() + "}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    /** Forgets what was asked for, since the server may have, and asks again. */
    void askAgain() {
        synchronized (this) {
            asked = 0;
        }
        ask(1);
    }

    private void arrived(Message message) {
        if (message.isStatusMessage()) {
            refused(message.getStatus(), message.getHeaders());
            return;
        }
        Delivery<T> delivery = receipt.apply(message);
        held.add(delivery);
        if (!handOver(delivery)) {
            delivery.giveBack();
        }
    }

    private boolean handOver(Delivery<T> delivery) {
        synchronized (this) {
            asked = Math.max(0, asked - 1);
            for (Wish first; (first = wishes.peek()) != null; ) {
                if (--first.wanted == 0) {
                    wishes.remove();
                }
                if (first.to.offer(delivery) == dev.sluice.Offer.SENT) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The server won't give what it was asked for: all of it, or as much as it says. It is asked again by those that look. */
    private synchronized void refused(Status status, @Nullable Headers headers) {
        String pending = headers == null || status.getCode() != 408 ? null : headers.getFirst(PENDING);
        asked = pending == null ? 0 : Math.max(0, asked - Integer.parseInt(pending));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            wishes.forEach(each -> each.to.close());
            wishes.clear();
        }
        cluster.remove(this);
        held.close();
        try {
            Cluster.shielded(() -> cluster.connection().closeDispatcher(dispatcher));
        } catch (IllegalArgumentException | IllegalStateException _) {
            // It is closed, with the connection.
        }
    }
}
