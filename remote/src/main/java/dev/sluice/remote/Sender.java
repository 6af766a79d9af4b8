package dev.sluice.remote;

import dev.sluice.CancelledException;
import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.sync.Promise;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsJetStreamConstants;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Sends to one channel, and waits until the server has it. */
record Sender(Cluster cluster, Layout layout) {
    /*
     * A message is sent again until the server has confirmed it: the confirmation may be lost, and so may the message. All of them have
     * the same id, by which the server stores one.
     *
     * "No responders" says that nothing takes the subject: the channel is closed, or deleted, or has no leader at present. So the stream
     * is asked then.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int NO_RESPONDERS = 503;

    /** The stream has as many messages, or bytes, as it may. */
    private static final Set<Integer> FULL = Set.of(10_077, 10_054, 10_122);

    private static final String REASON = "Sluice-Reason";
    private static final String ORIGINAL_ID = "Sluice-Id";

    private enum Outcome {
        STORED,
        FULL,
        AWAY
    }

    /** Returns the headers of a value with this id. */
    static Headers headers(String id) {
        return new Headers().put(NatsJetStreamConstants.MSG_ID_HDR, id);
    }

    /** Returns the headers of a dead letter; one place in a stream makes one dead letter. */
    static Headers headersOfDead(Message message, String reason) {
        return headers("dead " + message.metaData().streamSequence())
                .put(ORIGINAL_ID, id(message))
                .put(REASON, oneLine(reason));
    }

    static String id(Message message) {
        return header(message, ORIGINAL_ID)
                .or(() -> header(message, NatsJetStreamConstants.MSG_ID_HDR))
                .orElseGet(() -> "#" + message.metaData().streamSequence());
    }

    static Optional<String> reason(Message message) {
        return header(message, REASON);
    }

    private static Optional<String> header(Message message, String name) {
        Headers headers = message.getHeaders();
        return headers == null ? Optional.empty() : Optional.ofNullable(headers.getFirst(name));
    }

    static String oneLine(String text) {
        return text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
    }

    /**
     * Sends, and waits until the server has stored it.
     *
     * @throws ChannelClosedException if the channel is closed
     * @throws RemoteException if the server refuses it
     * @throws IllegalArgumentException if it is too large for the server
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; the server may have it or not
     */
    void send(byte[] body, Headers headers) throws InterruptedException {
        Context.checkpoint();
        var pauses = cluster.pauses();
        while (attempt(body, headers) != Outcome.STORED) {
            pauses.pause();
        }
    }

    private Outcome attempt(byte[] body, Headers headers) throws InterruptedException {
        cluster.requireOpen();
        if (!cluster.isConnected()) {
            return Outcome.AWAY;
        }
        CompletableFuture<Message> reply;
        try {
            reply = cluster.connection().requestWithTimeout(layout.subject(), headers, body, PATIENCE);
        } catch (IllegalStateException _) {
            return Outcome.AWAY; // the connection was lost just now
        }
        try {
            var _ = new PublishAck(Promise.of(reply).await(PATIENCE));
            return Outcome.STORED;
        } catch (TimeoutException e) {
            reply.cancel(true);
            return Outcome.AWAY;
        } catch (JetStreamStatusException e) {
            if (e.getStatus().getCode() == NO_RESPONDERS) {
                requireOpenChannel();
            }
            return Outcome.AWAY;
        } catch (CancelledException | CompletionException | IOException _) {
            return Outcome.AWAY;
        } catch (JetStreamApiException e) {
            return refusal(e);
        }
    }

    private void requireOpenChannel() throws InterruptedException {
        Optional<StreamInfo> info = cluster.manage("look at channel " + layout.stream(), this::info);
        if (info.isEmpty()) {
            throw new ChannelClosedException("channel " + layout.stream() + " was deleted", null);
        }
        if (layout.isClosed(info.get())) {
            throw new ChannelClosedException("channel " + layout.stream() + " is closed", null);
        }
    }

    private Optional<StreamInfo> info(JetStreamManagement streams) throws IOException, JetStreamApiException {
        try {
            return Optional.of(streams.getStreamInfo(layout.stream()));
        } catch (JetStreamApiException e) {
            if (Layout.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Outcome refusal(JetStreamApiException error) {
        if (FULL.contains(error.getApiErrorCode())) {
            return Outcome.FULL;
        }
        if (Cluster.isPassing(error)) {
            return Outcome.AWAY;
        }
        throw new RemoteException(
                "channel " + layout.stream() + " takes no more: " + error.getErrorDescription()
                        + "; give the server more room, or look what it says",
                error);
    }
}
