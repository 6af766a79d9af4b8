package dev.sluice.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.chat.auth.FirstCome;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hub under random joins, leaves, goings and messages, in many schedules. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class RandomChatTest {
    private static final int CLIENTS = 4;
    private static final int STEPS = 15;
    private static final List<String> ROOMS = List.of("lobby", "attic");

    @BeforeAll
    static void load() throws Exception {
        Names.person("warm"); // reads its tables, which takes longer than a step in a bubble should
    }

    @Test
    @Deterministic(seeds = 100, patienceMillis = 60_000)
    void each_member_of_a_room_gets_each_message_once_and_in_order() throws InterruptedException {
        var outcomes = new Hub.Outcomes();
        var late = new LateStore(outcomes);
        var limits = new Limits(new Limits.Rates(0, 0, 0, 50));
        Hub hub = new Hub(
                new Hub.Parts(
                        late.store(),
                        new FirstCome(late.store()),
                        limits,
                        Set.of(),
                        InstantSource.fixed(Instant.EPOCH),
                        new Counts()),
                outcomes);
        var shards = List.of(new Listener.Direct(), new Listener.Direct());
        var staying = new ArrayList<Listener>();
        try (var scope = Scope.open()) {
            scope.go("store", late::run);
            scope.go("hub", hub::run);
            try (var clients = Scope.open()) {
                for (int i = 0; i < CLIENTS; i++) {
                    var client = new Listener(hub, shards.get(i % 2));
                    var random = new Random(i);
                    boolean stays = i % 2 == 0;
                    client.hello("c" + i).join("lobby");
                    if (stays) {
                        staying.add(client);
                    }
                    clients.go("client", () -> chat(client, random, stays));
                }
                clients.join();
            }
            Bubble.settle();
            hub.stop();
            Bubble.settle();
            late.close();
            scope.join();
        }

        staying.forEach(RandomChatTest::checkEachRoom);
        Map<Long, String> lobby = new HashMap<>();
        for (Listener client : staying) {
            heard(client)
                    .forEach((offset, content) -> assertThat(lobby.merge(offset, content, (a, _) -> a))
                            .as("message %d", offset)
                            .isEqualTo(content));
        }
        assertThat(staying)
                .allSatisfy(client -> assertThat(heard(client).keySet()).isEqualTo(lobby.keySet()));
        assertThat(new HashSet<>(lobby.values())).as("each content once").hasSameSizeAs(lobby.values());
        staying.forEach(
                client -> assertThat(client.all(ServerMessage.Ack.class)).isNotEmpty());
    }

    private static void chat(Listener client, Random random, boolean stays) {
        for (int step = 0; step < STEPS; step++) {
            String room = ROOMS.get(random.nextInt(ROOMS.size()));
            int what = random.nextInt(10);
            if (what < 6) {
                String id = client.hashCode() + "-" + step;
                client.say(room, id, id);
            } else if (what < 8) {
                client.join(room);
            } else if (!stays || !room.equals("lobby")) {
                client.leave(room);
            }
            Bubble.giveWay();
        }
        if (!stays) {
            client.go();
        }
    }

    /** From a joined on, the messages of a room follow each other without a gap, until the next joined. */
    private static void checkEachRoom(Listener client) {
        for (String room : ROOMS) {
            long last = -1;
            for (ServerMessage message : client.got) {
                if (message instanceof ServerMessage.Joined joined
                        && joined.room().equals(room)) {
                    last = joined.backlog().offset();
                } else if (message instanceof ServerMessage.Message said
                        && said.target().equals(new Target.Room(room))) {
                    assertThat(last).as("messages come after joined").isNotNegative();
                    assertThat(said.offset()).as("the next offset of " + room).isEqualTo(++last);
                }
            }
        }
    }

    private static Map<Long, String> heard(Listener client) {
        var heard = new HashMap<Long, String>();
        for (ServerMessage message : client.got) {
            if (message instanceof ServerMessage.Joined joined && joined.room().equals("lobby")) {
                joined.backlog().messages().forEach(each -> heard.put(each.offset(), each.content()));
            } else if (message instanceof ServerMessage.Message said
                    && said.target().equals(new Target.Room("lobby"))) {
                heard.put(said.offset(), said.content());
            }
        }
        return heard;
    }
}
