package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three servers that loses some of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ThreeServersTest {
    private static final RemoteChannelOptions OPTIONS =
            RemoteChannelOptions.capacity(10_000).lease(Duration.ofSeconds(1)).replicas(3);

    @TempDir
    private Path folder;

    private List<LocalServer> servers = List.of();
    private Cluster cluster;
    private RemoteChannel<String> jobs;

    @BeforeEach
    void start() throws Exception {
        servers = Servers.startThree(folder);
        cluster = Cluster.at(servers.stream().map(LocalServer::address).collect(Collectors.joining(",")))
                .connect();
        jobs = cluster.channel("jobs", Codec.text(), OPTIONS);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        servers.forEach(LocalServer::close);
    }

    private LocalServer leader() throws Exception {
        String name = cluster.connection()
                .jetStreamManagement()
                .getStreamInfo("jobs")
                .getClusterInfo()
                .getLeader();
        return servers.get(Integer.parseInt(name.replace("server-", "")));
    }

    @Test
    void fault_4_when_the_leader_of_a_channel_is_killed_nothing_that_was_confirmed_is_lost() throws Exception {
        var confirmed = new ConcurrentSkipListSet<String>();
        LocalServer killed;
        try (var scope = Scope.open()) {
            Task<?> sender = scope.go(() -> {
                for (int i = 0; i < 300; i++) {
                    jobs.send("job " + i, "job " + i);
                    confirmed.add("job " + i);
                }
            });
            Eventually.becomes(() -> confirmed.size() > 50);
            killed = leader();
            killed.process().destroyForcibly().waitFor();
            sender.await(); // goes on when another one is elected
        }
        jobs.close();

        assertThat(receiveAll()).isEqualTo(confirmed).hasSize(300);
    }

    @Test
    void fault_4_while_a_leader_is_elected_the_deadline_of_a_sender_holds() throws Exception {
        jobs.send("first");
        leader().process().destroyForcibly().waitFor();

        try (var context = Context.current().withTimeout(Duration.ofMillis(100))) {
            assertThatThrownBy(() -> context.run(() -> {
                        while (true) {
                            jobs.send("more");
                        }
                    }))
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void fault_5_with_two_of_three_dead_a_deadline_ends_each_wait_and_with_one_of_them_back_all_goes_on()
            throws Exception {
        jobs.send("before");
        servers.get(0).process().destroyForcibly().waitFor();
        servers.get(1).process().destroyForcibly().waitFor();

        try (var context = Context.current().withTimeout(Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> context.run(() -> jobs.send("while two are dead", "x")))
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
        servers.get(0).restart();
        jobs.send("while two are dead", "x");
        jobs.close();

        assertThat(receiveAll()).containsExactly("before", "while two are dead");
    }

    private Set<String> receiveAll() throws InterruptedException {
        var received = new TreeSet<String>();
        jobs.forEach(each -> {
            received.add(each.value());
            each.ack();
        });
        return received;
    }
}
