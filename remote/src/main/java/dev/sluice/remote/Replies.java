package dev.sluice.remote;

import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How results of a stage come back to the run that has asked: through a stream that has a subject for each run. A result is stored before
 * its item is acknowledged, so it isn't lost with the worker, nor while the one who asked has lost its connection.
 *
 * <p>The id of an item begins with its run. What no run receives, because it has ended, is dropped after a while.
 */
record Replies<S, R>(Cluster cluster, RemoteStage<S, R> stage) {
    /** Stands for the run of a worker, which asks for nothing. */
    static final String NO_RUN = "none";

    private static final String FAILURE = "Sluice-Failure";
    private static final char RUN_END = '.';

    /** The result of an item: a value, or why there is none. */
    record Reply<S, R>(
            Delivery<S> job, @Nullable R value, @Nullable String failure) {
        static <S, R> Reply<S, R> failed(Delivery<S> job, Exception failure) {
            return new Reply<>(job, null, describe(failure));
        }

        private static String describe(Exception failure) {
            String message = failure.getMessage();
            String type = failure.getClass().getSimpleName();
            return message == null || message.isBlank() ? type : type + ": " + message;
        }
    }

    /** Returns an id for a run, which no other has. */
    static String newRun() {
        return UUID.randomUUID().toString();
    }

    static String id(String run, long number) {
        return run + RUN_END + number;
    }

    Reply<S, R> done(Delivery<S> job, R value) {
        return new Reply<>(job, value, null);
    }

    /** Stores a reply, and acknowledges the item. */
    void send(Reply<S, R> reply) throws InterruptedException {
        R value = reply.value();
        byte[] body = value == null ? new byte[0] : stage.results().encode(value);
        send(reply.job().id(), body, reply.failure());
        reply.job().ack();
    }

    /** Stores the failure of an item that becomes a dead letter. */
    void died(Delivery<S> job, String why) throws InterruptedException {
        send(job.id(), new byte[0], why);
    }

    private void send(String id, byte[] body, @Nullable String failure) throws InterruptedException {
        Headers headers = Sender.headers(id);
        if (failure != null) {
            headers.put(FAILURE, Sender.oneLine(failure));
        }
        String run = id.substring(0, Math.max(0, id.indexOf(RUN_END)));
        new Sender(cluster, Layout.ofReplies(stage.name(), run)).send(body, headers);
    }

    /** Returns why there is no result, or null if there is one. */
    static @Nullable String failure(Delivery<?> reply) {
        Headers headers = reply.message().getHeaders();
        return headers == null ? null : headers.getFirst(FAILURE);
    }

    /** For how long a reply is kept that nothing receives. */
    static Duration life() {
        return Duration.ofHours(1);
    }
}
