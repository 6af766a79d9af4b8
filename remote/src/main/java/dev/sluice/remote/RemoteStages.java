package dev.sluice.remote;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.flow.Remote;
import dev.sluice.function.CheckedFunction;
import dev.sluice.sync.Promise;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.PurgeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The side of {@linkplain RemoteStage remote stages} that asks: what a pipeline is given by {@link dev.sluice.flow.Pipeline#remote}.
 *
 * <p>Items wait on the server until a worker has done them; where no worker runs, they wait for one. When this is closed, those that no
 * worker has begun are taken back.
 *
 * <p>It is a scope: the thread that has made it owns it, and alone may close it. Its functions are safe for use by any number of threads.
 */
public final class RemoteStages implements Remote, AutoCloseable {
    private static final int REPLIES_AHEAD = 64;
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final long NEWS_NANOS = Duration.ofSeconds(5).toNanos();

    private final Cluster cluster;
    private final Scope scope;
    private final String run = Replies.newRun();
    private final Map<String, Asking<?, ?>> stages = new HashMap<>();

    private RemoteStages(Cluster cluster) {
        this.cluster = cluster;
        this.scope = Scope.open().named("remote stages");
    }

    /**
     * Makes stages of a cluster available to a pipeline.
     *
     * @param cluster where workers get the items
     * @param stages the stages
     * @return the place to be named in {@link dev.sluice.flow.Pipeline#remote}; the caller must close it
     * @throws RemoteException if the server refuses something
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; nothing is left
     */
    public static RemoteStages on(Cluster cluster, RemoteStage<?, ?>... stages) throws InterruptedException {
        var made = new RemoteStages(cluster);
        boolean whole = false;
        try {
            for (RemoteStage<?, ?> each : stages) {
                made.add(each);
            }
            whole = true;
        } finally {
            if (!whole) {
                made.close();
            }
        }
        return made;
    }

    private <S, R> void add(RemoteStage<S, R> stage) throws InterruptedException {
        var asking = new Asking<>(stage);
        stages.put(stage.name(), asking);
        scope.go("replies of " + stage.name(), asking::receive);
    }

    @Override
    @SuppressWarnings("unchecked") // the types are those that the stage was described with
    public <S, R> CheckedFunction<S, R, Exception> stage(String stage) {
        var asking = (Asking<S, R>) stages.get(stage);
        if (asking == null) {
            throw new IllegalArgumentException(
                    "there is no stage " + stage + " here; these are known: " + String.join(", ", stages.keySet()));
        }
        return asking::done;
    }

    /**
     * Returns what the workers of a stage have told of themselves in the last seconds.
     *
     * @param stage the name of the stage
     * @return the workers, by their machine and process
     */
    public List<WorkerNews> workers(String stage) {
        Asking<?, ?> asking = stages.get(stage);
        return asking == null ? List.of() : asking.workers();
    }

    /** Takes back what no worker has begun, and drops what comes yet. Closing it again does nothing. */
    @Override
    public void close() {
        scope.cancel();
        scope.close();
        stages.values().forEach(Asking::close);
        stages.clear();
    }

    private record Heard(WorkerNews news, long nanos) {}

    /** One stage, and those that wait for its results. */
    private final class Asking<S, R> {
        private final RemoteStage<S, R> stage;
        private final Layout jobsLayout;
        private final Layout repliesLayout;
        private final RemoteChannel<S> jobs;
        private final RemoteChannel<byte[]> replies;
        private final Dispatcher news;
        private final AtomicLong numbers = new AtomicLong();
        private final Map<String, Promise<R>> waiting = new ConcurrentHashMap<>();
        private final Map<String, Heard> heard = new ConcurrentHashMap<>();

        Asking(RemoteStage<S, R> stage) throws InterruptedException {
            this.stage = stage;
            this.jobsLayout = Layout.ofStage(stage.name(), run, stage.options());
            this.repliesLayout = Layout.ofReplies(stage.name(), run);
            this.jobs = RemoteChannel.open(cluster, jobsLayout, stage.items());
            this.replies = RemoteChannel.openWithoutDeadLetters(cluster, repliesLayout, Codec.bytes());
            this.news = cluster.connection().createDispatcher();
            Cluster.shielded(() -> news.subscribe(WorkerNews.subject(stage.name()), this::hear));
        }

        R done(S item) throws Exception {
            String id = Replies.id(run, numbers.incrementAndGet());
            var result = new Promise<R>("result of " + stage.name());
            waiting.put(id, result);
            try {
                jobs.send(item, id);
                return result.await(Exception.class);
            } finally {
                waiting.remove(id);
            }
        }

        void receive() throws InterruptedException {
            try (var port = replies.port(REPLIES_AHEAD)) {
                for (Delivery<byte[]> each; (each = port.channel().receive()) != null; ) {
                    complete(each);
                    each.ack();
                }
            }
        }

        private void complete(Delivery<byte[]> reply) {
            Promise<R> result = waiting.get(reply.id());
            if (result == null) {
                return; // given up, or the second time
            }
            String failure = Replies.failure(reply);
            if (failure != null) {
                result.fail(new RemoteStageException(failure));
                return;
            }
            try {
                result.complete(stage.results().decode(reply.value()));
            } catch (IllegalArgumentException e) {
                result.fail(e);
            }
        }

        private void hear(Message message) {
            try {
                WorkerNews each = WorkerNews.read(message.getData());
                heard.put(each.host() + "/" + each.process(), new Heard(each, System.nanoTime()));
            } catch (IllegalArgumentException _) {
                // Another version of the program.
            }
        }

        List<WorkerNews> workers() {
            long now = System.nanoTime();
            heard.values().removeIf(each -> now - each.nanos() > NEWS_NANOS);
            List<WorkerNews> all = new ArrayList<>();
            heard.values().forEach(each -> all.add(each.news()));
            all.sort(Comparator.comparing(WorkerNews::host).thenComparingLong(WorkerNews::process));
            return all;
        }

        void close() {
            replies.release();
            try (var context = Context.current().detached().withTimeout(GOODBYE)) {
                context.run(this::takeBack);
            } catch (InterruptedException | RemoteException _) {
                // The server is away. Workers do what is left; and what they answer is dropped after a while.
            }
        }

        private void takeBack() throws InterruptedException {
            cluster.manage("take back items of stage " + stage.name(), streams -> {
                var _ = streams.purgeStream(jobsLayout.stream(), PurgeOptions.subject(jobsLayout.subject()));
                var _ = streams.purgeStream(repliesLayout.stream(), PurgeOptions.subject(repliesLayout.subject()));
                return streams.deleteConsumer(repliesLayout.stream(), repliesLayout.consumer());
            });
            cluster.connection().closeDispatcher(news);
        }
    }
}
