package dev.sluice.remote;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Puts right what a server that was killed has forgotten: servers before 2.10 write at different times that a value was acknowledged, and
 * that it was removed.
 *
 * <p>A value that was acknowledged and is still there would take its place for ever: all up to the consumer's floor are acknowledged, and are
 * removed. A value that was removed and counts as unacknowledged would hold the floor for ever: it is acknowledged again.
 */
record Sweep(Cluster cluster, Layout layout) {
    private static final int NO_SUCH_MESSAGE = 10_037;

    /** What an acknowledgement of a message says besides its place in the stream, which the server doesn't look at. */
    private static final String REST = ".1.0.0";

    /** Sweeps once. What is in the channel beside that is left alone. */
    void of(StreamInfo stream) throws InterruptedException {
        if (layout.filter() == null && stream.getStreamState().getMsgCount() > 0) {
            var _ = cluster.manage("sweep channel " + layout.stream(), streams -> sweep(streams, stream));
        }
    }

    private boolean sweep(JetStreamManagement streams, StreamInfo stream) throws IOException, JetStreamApiException {
        ConsumerInfo consumer;
        try {
            consumer = streams.getConsumerInfo(layout.stream(), layout.consumer());
        } catch (JetStreamApiException e) {
            if (Layout.isMissing(e)) {
                return false; // nothing was received yet
            }
            throw e;
        }
        long floor = consumer.getAckFloor().getStreamSequence();
        if (stream.getStreamState().getFirstSequence() <= floor) {
            var _ = streams.purgeStream(
                    layout.stream(), PurgeOptions.builder().sequence(floor + 1).build());
        }
        if (consumer.getNumAckPending() > 0 && isMissing(streams, floor + 1)) {
            String reply = "$JS.ACK." + layout.stream() + "." + layout.consumer() + ".1." + (floor + 1) + REST;
            Cluster.shielded(() -> cluster.connection().publish(reply, "+ACK".getBytes(StandardCharsets.US_ASCII)));
        }
        return true;
    }

    private boolean isMissing(JetStreamManagement streams, long place) throws IOException, JetStreamApiException {
        try {
            var _ = streams.getMessage(layout.stream(), place);
            return false;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_SUCH_MESSAGE) {
                return true;
            }
            throw e;
        }
    }
}
