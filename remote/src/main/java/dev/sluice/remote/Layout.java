package dev.sluice.remote;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a channel lies on the server: a stream that keeps what is sent until it is acknowledged, and a consumer that all receivers share.
 *
 * <p>A stream whose subject was moved away is closed: what is in it can still be received, and what is sent finds no stream.
 *
 * @param stream the stream
 * @param subjects the subject, or the pattern of subjects, that the stream takes
 * @param subject the subject that is sent to
 * @param consumer the consumer that is received from
 * @param filter the subject that the consumer is for, or null for all
 * @param longestLife how long something is kept that nothing receives, or null for ever
 * @param options the options of the channel
 */
record Layout(
        String stream,
        String subjects,
        String subject,
        String consumer,
        @Nullable String filter,
        @Nullable Duration longestLife,
        RemoteChannelOptions options) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String WORKERS = "workers";

    private static final int NO_SUCH_STREAM = 10_059;
    private static final int NO_SUCH_CONSUMER = 10_014;
    private static final int MOST_REQUESTS = 10_000;
    private static final int MOST_REPLIES = 1_000_000;
    private static final int UNLIMITED = -1;

    /** For how long a value isn't stored again that comes a second time with the same id. */
    private static final Duration SAME_ID = Duration.ofMinutes(2);

    /** Returns the layout of a channel. */
    static Layout of(String name, RemoteChannelOptions options) {
        String subject = requireName(name) + ".in";
        return new Layout(name, subject, subject, WORKERS, null, null, options);
    }

    /** Returns the layout of the items of a stage, with a subject for those of each run. */
    static Layout ofStage(String stage, String run, RemoteChannelOptions options) {
        return new Layout(requireName(stage), stage + ".in.*", stage + ".in." + run, WORKERS, null, null, options);
    }

    /** Returns the layout of the replies to one run of a stage. */
    static Layout ofReplies(String stage, String run) {
        String subject = stage + ".replies." + run;
        RemoteChannelOptions options =
                RemoteChannelOptions.capacity(MOST_REPLIES).unacknowledged(MOST_REPLIES);
        return new Layout(stage + "-replies", stage + ".replies.*", subject, run, subject, Replies.life(), options);
    }

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a name must have from 1 to 64 letters, digits, - and _, was \"" + name + "\"");
        }
        return name;
    }

    /** Returns the layout of the channel's dead letters. */
    Layout deadLetters() {
        String dead = stream + ".dlq";
        return new Layout(stream + "-dead", dead, dead, WORKERS, null, null, options);
    }

    /** Returns the subject of a stream that is closed. */
    String closedSubject() {
        return stream + ".closed";
    }

    boolean isClosed(StreamInfo info) {
        return info.getConfiguration().getSubjects().equals(java.util.List.of(closedSubject()));
    }

    /** Returns whether an error says that there is no such stream or consumer. */
    static boolean isMissing(JetStreamApiException error) {
        return error.getApiErrorCode() == NO_SUCH_STREAM || error.getApiErrorCode() == NO_SUCH_CONSUMER;
    }

    /** Makes the stream, or finds it. */
    StreamInfo makeStream(JetStreamManagement streams) throws IOException, JetStreamApiException {
        try {
            return checked(streams.getStreamInfo(stream));
        } catch (JetStreamApiException e) {
            if (!isMissing(e)) {
                throw e;
            }
        }
        var made = StreamConfiguration.builder()
                .name(stream)
                .subjects(subjects)
                .retentionPolicy(RetentionPolicy.WorkQueue)
                .discardPolicy(DiscardPolicy.New)
                .maxMessages(options.capacity())
                .storageType(StorageType.File)
                .replicas(options.replicas())
                .duplicateWindow(longestLife == null || longestLife.compareTo(SAME_ID) > 0 ? SAME_ID : longestLife);
        if (longestLife != null) {
            made.maxAge(longestLife);
        }
        return streams.addStream(made.build());
    }

    private StreamInfo checked(StreamInfo info) {
        long capacity = info.getConfiguration().getMaxMsgs();
        if (capacity != options.capacity()) {
            throw new RemoteException(
                    "channel " + stream + " exists, with capacity " + capacity + " and not " + options.capacity()
                            + "; use the same options everywhere, or delete the channel",
                    null);
        }
        return info;
    }

    /** Makes the consumer, or finds it. */
    ConsumerInfo makeConsumer(JetStreamManagement streams) throws IOException, JetStreamApiException {
        try {
            return streams.getConsumerInfo(stream, consumer);
        } catch (JetStreamApiException e) {
            if (!isMissing(e)) {
                throw e;
            }
        }
        var made = ConsumerConfiguration.builder()
                .durable(consumer)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(options.lease())
                .maxAckPending(options.unacknowledged())
                .maxPullWaiting(MOST_REQUESTS)
                .maxDeliver(UNLIMITED); // the receiver that gets a value once too often makes a dead letter of it
        if (filter != null) {
            made.filterSubject(filter);
        }
        if (longestLife != null) {
            made.inactiveThreshold(longestLife);
        }
        return streams.addOrUpdateConsumer(stream, made.build());
    }

    /** Moves the subject of the stream away, so that it takes nothing more. */
    StreamInfo close(JetStreamManagement streams) throws IOException, JetStreamApiException {
        StreamInfo now = streams.getStreamInfo(stream);
        if (isClosed(now)) {
            return now;
        }
        return streams.updateStream(StreamConfiguration.builder(now.getConfiguration())
                .subjects(closedSubject())
                .build());
    }
}
