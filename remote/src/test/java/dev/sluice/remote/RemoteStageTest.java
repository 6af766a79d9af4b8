package dev.sluice.remote;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.flow.Pipeline;
import dev.sluice.resilience.Backoff;
import dev.sluice.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RemoteStageTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static LocalServer server;

    private final RemoteStage<Integer, String> stage = RemoteStage.json(
                    "stage-" + NAMES.incrementAndGet(), Integer.class, String.class)
            .with(Options.FOR_PROCESSES.backoff(Backoff.fixed(Duration.ofMillis(10))));
    private final List<Integer> doneHere = Collections.synchronizedList(new ArrayList<>());
    private Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void connect() throws InterruptedException {
        cluster = Cluster.at(server.address()).connect();
    }

    @AfterEach
    void disconnect() {
        cluster.close();
    }

    private String here(int item) {
        doneHere.add(item);
        return "here " + item;
    }

    private static String there(int item) throws Exception {
        if (item % 10 == 3) {
            throw new java.io.IOException("no threes");
        }
        if (item % 10 == 7) {
            new CountDownLatch(1).await();
        }
        return "there " + item;
    }

    private void work(Scope scope) throws InterruptedException {
        scope.go(() -> {
            try (var elsewhere = Cluster.at(server.address()).connect()) {
                stage.work(elsewhere, workers(2), LIMIT, RemoteStageTest::there);
            }
        });
    }

    private List<String> run(RemoteStages remote, List<Integer> items) throws InterruptedException {
        return Pipeline.from(items)
                .map("do", workers(8).ordered(), this::here)
                .remote(stage.name(), remote)
                .onError(failed -> failed.failure().getMessage())
                .toList()
                .run();
    }

    @Test
    void items_are_done_by_workers_and_results_and_failures_come_back() throws Exception {
        try (var scope = Scope.open();
                var remote = RemoteStages.on(cluster, stage)) {
            work(scope);
            work(scope);

            List<String> results = run(remote, List.of(1, 2, 3, 4, 7, 8));

            assertThat(results.subList(0, 4))
                    .containsExactly("there 1", "there 2", "IOException: no threes", "there 4");
            assertThat(results.get(4)).startsWith("TimeoutExceededException: ");
            assertThat(results.get(5)).isEqualTo("there 8");
            Eventually.becomes(() ->
                    remote.workers(stage.name()).stream().anyMatch(each -> each.taken() > 0 && each.workers() == 2));
            scope.cancel();
        }
        assertThat(doneHere).isEmpty();
    }

    @Test
    void runs_at_the_same_time_get_their_own_results() throws Exception {
        try (var scope = Scope.open()) {
            work(scope);
            List<Task<List<String>>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int first = 100 * (i + 1);
                runs.add(scope.go(() -> {
                    try (var remote = RemoteStages.on(cluster, stage)) {
                        return run(remote, List.of(first, first + 1, first + 2));
                    }
                }));
            }
            for (int i = 0; i < 3; i++) {
                int first = 100 * (i + 1);
                assertThat(runs.get(i).await())
                        .isEqualTo(IntStream.range(first, first + 3)
                                .mapToObj(each -> "there " + each)
                                .toList());
            }
            scope.cancel();
        }
    }

    @Test
    void items_that_no_worker_has_begun_are_taken_back_when_the_run_ends() throws Exception {
        RemoteChannel<Integer> jobs;
        try (var remote = RemoteStages.on(cluster, stage);
                var context = Context.current().withTimeout(Duration.ofMillis(500))) {
            jobs = RemoteChannel.open(
                    cluster, Layout.ofStage(stage.name(), Replies.NO_RUN, stage.options()), stage.items());
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> context.run(() -> run(remote, List.of(1, 2, 4))))
                    .isInstanceOf(ContextCancelledException.class);
            assertThat(jobs.length()).isEqualTo(3);
        }

        assertThat(jobs.length()).isZero();
    }

    @Test
    void an_item_that_ends_each_process_that_gets_it_fails_and_the_others_are_done() throws Exception {
        try (var scope = Scope.open();
                var remote = RemoteStages.on(cluster, stage)) {
            Task<List<String>> results = scope.go(() -> run(remote, List.of(1, 666, 2)));
            int deaths = 0;
            while (results.state() == Task.State.RUNNING) {
                try (var process = JavaProcess.start(DeadlyWorker.class, server.address(), stage.name())) {
                    while (process.process().isAlive() && results.state() == Task.State.RUNNING) {
                        Thread.onSpinWait();
                    }
                    deaths += process.process().isAlive() ? 0 : 1;
                }
            }

            assertThat(results.await())
                    .containsExactly("done 1", "it was delivered 3 times and never acknowledged", "done 2");
            assertThat(deaths).isBetween(1, 3); // a delivery to a process that has just ended counts too
        }
    }

    /** A worker that ends at the item 666. */
    static final class DeadlyWorker {
        private DeadlyWorker() {}

        public static void main(String[] arguments) throws Exception {
            RemoteStage<Integer, String> stage =
                    RemoteStage.json(arguments[1], Integer.class, String.class).with(Options.FOR_PROCESSES);
            try (var cluster = Cluster.at(arguments[0]).connect()) {
                stage.work(cluster, workers(1), LIMIT, item -> {
                    if (item == 666) {
                        Runtime.getRuntime().halt(9);
                    }
                    return "done " + item;
                });
            }
        }
    }
}
