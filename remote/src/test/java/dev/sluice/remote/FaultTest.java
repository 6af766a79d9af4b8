package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of processes, of the server and of the network between them, with real ones. Nothing that was confirmed is lost. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class FaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private LocalServer server;
    private Cluster cluster;
    private RemoteChannel<String> jobs;
    private Notes notes;

    @BeforeEach
    void start() throws Exception {
        server = Servers.start(folder.resolve("nats"));
        cluster = Cluster.at(server.address()).connect();
        jobs = cluster.channel("jobs", Codec.text(), Options.FOR_PROCESSES);
        notes = new Notes(Files.createDirectory(folder.resolve("notes")));
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private JavaProcess worker(int millis) throws Exception {
        return JavaProcess.start(WorkerProcess.class, server.address(), "jobs", notes.folder(), millis);
    }

    private void send(int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            jobs.send("job " + i, "job " + i);
        }
    }

    private static Set<String> jobs(int number) {
        return new TreeSet<>(
                IntStream.range(0, number).mapToObj(i -> "job " + i).toList());
    }

    private void awaitNotes(int enough) throws InterruptedException {
        Eventually.becomes(
                () -> notes.distinct().size() >= enough,
                PATIENCE,
                () -> enough + " values, and " + notes.distinct().size() + " are done");
    }

    @Test
    void fault_1_after_a_worker_is_killed_all_is_done_and_at_most_its_prefetch_twice() throws Exception {
        send(200);
        try (var one = worker(5);
                var two = worker(5)) {
            awaitNotes(60);
            one.kill();
            jobs.close();
            assertThat(two.await()).isZero();
        }

        assertThat(notes.distinct()).isEqualTo(jobs(200));
        assertThat(notes.all()).hasSizeLessThanOrEqualTo(201);
    }

    @Test
    void workers_that_are_killed_at_random_moments_leave_nothing_undone() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        send(300);
        List<JavaProcess> workers = new ArrayList<>(List.of(worker(5), worker(5)));
        int kills = 0;
        while (kills < 6) {
            awaitNotes(Math.min(300, 40 * (kills + 1)));
            int victim = random.nextInt(workers.size());
            workers.get(victim).kill();
            workers.set(victim, worker(5));
            kills++;
        }
        jobs.close();
        jobs.drained();
        for (JavaProcess each : workers) {
            assertThat(each.await()).isZero();
        }

        assertThat(notes.distinct()).as("seed %d", seed).isEqualTo(jobs(300));
        assertThat(notes.all()).as("seed %d", seed).hasSizeLessThanOrEqualTo(300 + kills);
    }

    @Test
    void fault_2_a_worker_that_is_stopped_for_longer_than_its_lease_and_goes_on_does_no_harm() throws Exception {
        send(40);
        try (var one = worker(20)) {
            awaitNotes(5);
            one.signal("STOP");
            try (var two = worker(5)) {
                awaitNotes(40);
                one.signal("CONT");
                jobs.close();
                assertThat(two.await()).isZero();
                assertThat(one.await()).isZero();
            }
        }

        assertThat(notes.distinct()).isEqualTo(jobs(40));
        assertThat(notes.all()).hasSizeLessThanOrEqualTo(41);
        assertThat(jobs.length()).isZero();
    }

    @Test
    void fault_3_a_server_that_is_killed_and_started_again_loses_nothing_that_it_confirmed() throws Exception {
        try (var scope = Scope.open();
                var _ = worker(1);
                var _ = worker(1)) {
            Task<?> sender = scope.go(() -> send(400));
            for (int i = 1; i <= 3; i++) {
                awaitNotes(60 * i);
                server.process().destroyForcibly().waitFor();
                server.restart();
            }
            sender.await();
            jobs.close();
            jobs.drained();
        }

        assertThat(notes.distinct()).isEqualTo(jobs(400));
    }

    @Test
    void fault_6_a_value_that_ends_each_process_that_gets_it_becomes_a_dead_letter_and_the_others_are_done()
            throws Exception {
        jobs.send("deadly", "deadly");
        send(20);
        int deaths = 0;
        int status;
        jobs.close();
        do {
            try (var worker = worker(0)) {
                status = worker.await();
                deaths += status == 9 ? 1 : 0;
            }
        } while (status == 9);

        assertThat(status).isZero();
        assertThat(deaths).isEqualTo(3);
        assertThat(notes.distinct()).isEqualTo(jobs(20));
        assertThat(jobs.length()).isZero();
        Delivery<String> dead = jobs.deadLetters().receive();
        assertThat(dead.value()).isEqualTo("deadly");
        dead.ack();
        assertThat(dead.reason().orElseThrow()).contains("delivered 3 times");
    }

    @Test
    void fault_8_a_close_while_processes_send_and_receive_loses_nothing_that_was_confirmed() throws Exception {
        Path sent = Files.createDirectory(folder.resolve("sent"));
        try (var one = JavaProcess.start(SenderProcess.class, server.address(), "jobs", sent, "one-");
                var two = JavaProcess.start(SenderProcess.class, server.address(), "jobs", sent, "two-");
                var worker = worker(0)) {
            awaitNotes(300);
            jobs.close();
            assertThat(one.await()).isZero();
            assertThat(two.await()).isZero();
            assertThat(worker.await()).isZero();
        }

        assertThat(notes.all()).doesNotHaveDuplicates();
        assertThat(notes.distinct()).containsAll(new Notes(sent).distinct());
        assertThat(notes.all()).hasSizeLessThanOrEqualTo(new Notes(sent).all().size() + 2); // confirmed, and not told
        assertThat(jobs.length()).isZero();
    }

    @Test
    void fault_9_a_connection_that_is_cut_between_a_value_and_its_confirmation_stores_it_once() throws Exception {
        try (var link = new Link(server.address());
                var away = Cluster.at(link.address()).connect();
                var scope = Scope.open()) {
            RemoteChannel<String> there = away.channel("jobs", Codec.text(), Options.FOR_PROCESSES);
            there.send("before", "before");
            link.swallowReplies();
            Task<?> sending = scope.go(() -> there.send("cut", "cut"));
            Eventually.becomes(() -> length() == 2);
            assertThat(sending.state()).isEqualTo(Task.State.RUNNING);

            link.cut();
            sending.await();

            assertThat(jobs.length()).isEqualTo(2);
        }
    }

    private long length() {
        try {
            return jobs.length();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_receive_goes_on_after_its_connection_was_cut() throws Exception {
        try (var link = new Link(server.address());
                var away = Cluster.at(link.address()).connect();
                var scope = Scope.open()) {
            RemoteChannel<String> there = away.channel("jobs", Codec.text(), Options.FOR_PROCESSES);
            Task<Delivery<String>> receiving = scope.go(there::receive);
            Eventually.becomes(() -> waiting() == 1);
            link.cut();
            jobs.send("after the cut");

            Delivery<String> delivery = receiving.await();

            assertThat(delivery.value()).isEqualTo("after the cut");
            delivery.ack();
            Eventually.becomes(() -> length() == 0);
        }
    }

    private long waiting() {
        try {
            return cluster.connection()
                    .jetStreamManagement()
                    .getConsumerInfo("jobs", "workers")
                    .getNumWaiting();
        } catch (java.io.IOException | io.nats.client.JetStreamApiException e) {
            return 0;
        }
    }

    @Test
    void a_deadline_holds_though_the_server_takes_what_is_sent_and_says_nothing() throws Exception {
        try (var link = new Link(server.address());
                var away = Cluster.at(link.address()).connect();
                var context = Context.current().withTimeout(Duration.ofMillis(500))) {
            RemoteChannel<String> there = away.channel("jobs", Codec.text(), Options.FOR_PROCESSES);
            link.swallowReplies();

            assertThatThrownBy(() -> context.run(() -> there.send("value")))
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(dev.sluice.DeadlineExceededException.class);
            link.cut();
        }
    }
}
