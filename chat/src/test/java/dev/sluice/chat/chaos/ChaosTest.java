package dev.sluice.chat.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.chat.Chat;
import dev.sluice.chat.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed, started again and stopped for moments, between clients that stay, others that are stopped for moments too,
 * and others that send garbage. Afterwards each client that stayed has each acknowledged message of its rooms exactly once.
 *
 * <p>By itself this is a sample of half a minute. {@code -Dsluice.chat.clients=200 -Dsluice.chat.kills=20} makes it the whole thing.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChaosTest {
    private static final int CLIENTS = Integer.getInteger("sluice.chat.clients", 20);
    private static final int KILLS = Integer.getInteger("sluice.chat.kills", 2);
    private static final int HOSTILE = 4;

    /** One process of clients. */
    private record Group(Process process, BufferedReader out, PrintWriter in) {
        static Group start(int port, String prefix, int clients, long seed) throws IOException {
            Process process = Children.java(
                    StayingClients.class,
                    List.of(),
                    List.of("http://127.0.0.1:%d/".formatted(port), prefix, "" + clients, "" + seed));
            return new Group(process, process.inputReader(), new PrintWriter(process.outputWriter(), true));
        }

        /** Reads lines up to one that says this. */
        List<String> readUntil(String end) throws IOException {
            var lines = new ArrayList<String>();
            for (String line = out.readLine(); !end.equals(line); line = out.readLine()) {
                assertThat(line).as("the clients have ended before '%s'", end).isNotNull();
                lines.add(line);
            }
            return lines;
        }
    }

    private record Seen(String client, String room, long offset, String content) {}

    @TempDir
    Path folder;

    private final long seed = Long.getLong("sluice.chat.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private @Nullable Process server;

    @Test
    void each_client_that_stayed_has_each_acknowledged_message_exactly_once() throws Exception {
        int port = FreePort.find();
        Process running = serve(port);
        var groups = new ArrayList<Group>();
        List<Seen> acked;
        List<Seen> seen = new ArrayList<>();
        try (var scope = Scope.open()) {
            groups.add(Group.start(port, "left", CLIENTS / 2, seed));
            groups.add(Group.start(port, "right", CLIENTS - CLIENTS / 2, seed + CLIENTS));
            for (Group group : groups) {
                group.readUntil("joined");
                group.in().println("talk");
            }
            for (int i = 0; i < HOSTILE; i++) {
                var own = new Random(seed + i);
                scope.go("hostile", () -> new Hostile(port).run(own));
            }

            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(1_000 + random.nextInt(5_000));
                pause(
                        random.nextBoolean()
                                ? running
                                : groups.get(random.nextInt(2)).process());
                Thread.sleep(random.nextInt(1_000));
                running.destroyForcibly().waitFor();
                running = serve(port);
            }

            acked = quiet(groups);
            scope.cancel();
            for (Group group : groups) {
                for (String line : group.readUntil("end")) {
                    seen.add(seen(line));
                }
            }
        } finally {
            groups.forEach(group -> group.process().destroyForcibly());
            if (server != null) {
                server.destroyForcibly().waitFor();
            }
        }

        check(acked, seen);
    }

    private Process serve(int port) throws Exception {
        server = Children.java(
                Chat.class,
                List.of("-Xmx512m"),
                List.of("--port", "" + port, "--data", folder.resolve("chat.db").toString()));
        Children.awaitReady(server, port);
        return server;
    }

    private void pause(Process process) throws Exception {
        Children.signal(process, "STOP");
        Thread.sleep(random.nextInt(1_500));
        Children.signal(process, "CONT");
    }

    /** Lets all stop talking, and tells all how far each room goes when everything is acknowledged. */
    private static List<Seen> quiet(List<Group> groups) throws IOException {
        groups.forEach(group -> group.in().println("quiet"));
        var acked = new ArrayList<Seen>();
        for (Group group : groups) {
            for (String line : group.readUntil("quiet")) {
                var words = new Scanner(line);
                assertThat(words.next()).isEqualTo("acked");
                acked.add(new Seen("", words.next(), words.nextLong(), words.next()));
            }
        }
        Map<String, Long> last = new HashMap<>();
        acked.forEach(each -> last.merge(each.room(), each.offset(), Math::max));
        for (Group group : groups) {
            last.forEach((room, offset) -> group.in().println("until " + room + " " + offset));
            group.in().println("end");
        }
        return acked;
    }

    private static Seen seen(String line) {
        var words = new Scanner(line);
        assertThat(words.next()).isEqualTo("seen");
        return new Seen(words.next(), words.next(), words.nextLong(), words.next());
    }

    private void check(List<Seen> acked, List<Seen> seen) {
        Map<String, Map<Long, String>> rooms = new HashMap<>();
        for (Seen each : acked) {
            String other =
                    rooms.computeIfAbsent(each.room(), _ -> new HashMap<>()).put(each.offset(), each.content());
            assertThat(other)
                    .as("seed %d: two messages have the place of %s", seed, each)
                    .isNull();
        }
        Map<String, Map<String, List<Seen>>> clients = new HashMap<>();
        for (Seen each : seen) {
            clients.computeIfAbsent(each.client(), _ -> new HashMap<>())
                    .computeIfAbsent(each.room(), _ -> new ArrayList<>())
                    .add(each);
        }
        assertThat(clients).as("seed %d", seed).hasSize(CLIENTS);
        clients.forEach((client, ofClient) -> ofClient.forEach((room, messages) -> {
            String what = "seed %d: %s in %s".formatted(seed, client, room);
            assertThat(messages).as(what).extracting(Seen::offset).isSorted().doesNotHaveDuplicates();
            assertThat(new HashSet<>(messages.stream().map(Seen::content).toList()))
                    .as(what)
                    .hasSameSizeAs(messages);
            Map<Long, String> had = new HashMap<>();
            messages.forEach(each -> had.put(each.offset(), each.content()));
            assertThat(had).as(what).containsAllEntriesOf(rooms.getOrDefault(room, Map.of()));
        }));
        System.out.printf(
                "chaos: seed %d, %d clients, %d kills, %d messages acknowledged, %d received%n",
                seed, CLIENTS, KILLS, acked.size(), seen.size());
    }
}
