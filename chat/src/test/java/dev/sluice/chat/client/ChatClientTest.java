package dev.sluice.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.chat.ServerTest;
import dev.sluice.chat.example.DiceBot;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import dev.sluice.sync.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ChatClientTest extends ServerTest {
    private static final Target ROOM = new Target.Room("room");

    @Test
    void what_is_said_is_acknowledged_and_heard() throws Exception {
        try (var jane = open("jane1");
                var joe = open("joe1")) {
            join(jane, "room");
            join(joe, "room");

            Position position = jane.say(ROOM, "hi").await(ChatException.class);

            ServerMessage.Message heard = next(joe);
            assertThat(heard.content()).isEqualTo("hi");
            assertThat(heard.from()).isEqualTo("jane1");
            assertThat(new Position(heard.epoch(), heard.offset())).isEqualTo(position);
            assertThat(next(jane)).isEqualTo(heard);
        }
    }

    @Test
    void a_private_message_goes_to_one_person_only() throws Exception {
        try (var jane = open("jane2");
                var joe = open("joe2");
                var ann = open("ann2")) {
            join(joe, "room2");
            join(ann, "room2");

            jane.say(new Target.Person("joe2"), "psst").await(ChatException.class);
            joe.say(new Target.Room("room2"), "to all").await(ChatException.class);

            assertThat(next(joe).content()).isEqualTo("psst");
            assertThat(next(jane).content()).isEqualTo("psst");
            assertThat(next(ann).content()).isEqualTo("to all");
        }
    }

    @Test
    void what_only_looks_like_a_name_or_a_room_is_refused() throws Exception {
        try (var mary = open("mary");
                var jane = open("jane9")) {
            join(mary, "farm");
            mary.say(new Target.Room("farm"), "moo").await(ChatException.class);
            mary.leave("farm");

            var said = jane.say(new Target.Person("rnary"), "hi");
            jane.join("farrn");

            assertThatThrownBy(() -> said.await(ChatException.class))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_PERSON));
            var refused = (ServerMessage.Refused) first(jane, ServerMessage.Refused.class);
            assertThat(refused.code()).isEqualTo(ErrorCode.BAD_ROOM);
            assertThat(refused.text()).contains("'farrn' can be mistaken for the room 'farm'");
        }
    }

    @Test
    void what_the_server_refuses_fails_with_its_reason() throws Exception {
        try (var jane = open("jane3")) {
            var said = jane.say(new Target.Room("not-entered"), "hi");

            assertThatThrownBy(() -> said.await(ChatException.class))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.NOT_IN_ROOM, ErrorCode.NO_SUCH_ROOM));
        }
    }

    @Test
    void a_name_of_another_ends_the_client_and_what_it_says() throws Exception {
        try (var jane = open("jane4")) {
            join(jane, "room");

            try (var other = open("jane4")) {
                var said = other.say(ROOM, "I am jane");

                assertThatThrownBy(() -> other.events().forEach(_ -> {}))
                        .isInstanceOf(ChannelFailedException.class)
                        .hasCauseInstanceOf(ChatEndedException.class);
                assertThatThrownBy(() -> said.await(ChatException.class)).isInstanceOf(ChatEndedException.class);
                assertThatThrownBy(() -> other.say(ROOM, "still").await(ChatException.class))
                        .isInstanceOf(ChatEndedException.class);
            }
        }
    }

    @Test
    void nothing_is_lost_or_repeated_though_the_server_is_killed_again_and_again() throws Exception {
        Target room = new Target.Room("crash");
        List<String> said = IntStream.range(0, 60).mapToObj(i -> "message " + i).toList();
        List<String> heard = new ArrayList<>();

        try (var jane = open("jane5");
                var joe = open("joe5");
                var scope = Scope.open()) {
            join(jane, "crash");
            join(joe, "crash");
            scope.go("speaker", () -> {
                for (String text : said) {
                    jane.say(room, text).await(ChatException.class);
                }
            });
            scope.go("jane's events", () -> {
                int own = 0;
                while (own < said.size()) {
                    next(jane);
                    own++;
                }
            });
            while (heard.size() < said.size()) {
                heard.add(next(joe).content());
                if (heard.size() % 20 == 10) {
                    server.kill();
                    server.restart();
                }
            }
            scope.join(Exception.class);
        }

        assertThat(heard).isEqualTo(said);
    }

    @Test
    void what_was_removed_while_it_was_away_comes_once() throws Exception {
        try (var jane = open("jane8")) {
            join(jane, "moderated");
            for (int i = 1; i <= 3; i++) {
                jane.say(new Target.Room("moderated"), "message " + i).await(ChatException.class);
            }

            server.kill();
            delete("moderated", 2);
            server.restart();
            var first = (ServerMessage.Deleted) first(jane, ServerMessage.Deleted.class);
            server.kill();
            delete("moderated", 3);
            server.restart();
            var second = (ServerMessage.Deleted) first(jane, ServerMessage.Deleted.class);

            assertThat(List.of(first.offset(), second.offset())).containsExactly(2L, 3L);
        }
    }

    private static void delete(String room, long offset) throws Exception {
        try (var store = Store.open(folder.resolve("chat.db").toString(), StoreOptions.DEFAULT, _ -> {})) {
            store.delete(Feed.room(room), offset, "admin");
        }
    }

    @Test
    void clients_of_one_thread_can_be_closed_in_any_order() throws Exception {
        ChatClient jane = open("jane10");
        ChatClient joe = open("joe10");
        join(joe, "order");

        jane.close();

        joe.say(new Target.Room("order"), "still here").await(ChatException.class);
        assertThat(next(joe).content()).isEqualTo("still here");
        joe.close();
        assertThatThrownBy(() -> joe.events().forEach(_ -> {})).isInstanceOf(ChannelFailedException.class);
    }

    @Test
    void a_client_is_closed_though_its_events_wait_for_a_receiver() throws Exception {
        try (var jane = open("jane11");
                var joe = open("joe11")) {
            jane.join("crowded");
            join(joe, "crowded");
            for (int i = 0; i < 600; i++) { // more than wait for a receiver
                joe.say(new Target.Person("jane11"), "message " + i);
            }
            first(jane, ServerMessage.Message.class);
        }
    }

    @Test
    void a_client_ends_with_the_goroutine_that_has_opened_it() throws Exception {
        try (var scope = Scope.open()) {
            var opened = new Promise<ChatClient>();
            scope.go("forgets its client", () -> {
                opened.complete(open("jane12"));
                Thread.sleep(Duration.ofHours(1));
            });
            ChatClient jane = opened.await();
            first(jane, ServerMessage.Welcome.class);

            scope.cancel();

            assertThatThrownBy(() -> jane.events().forEach(_ -> {})).isInstanceOf(ChannelFailedException.class);
            jane.close();
        }
    }

    @Test
    void older_messages_can_be_asked_for() throws Exception {
        try (var jane = open("jane6")) {
            join(jane, "old");
            for (int i = 0; i < 5; i++) {
                jane.say(new Target.Room("old"), "message " + i).await(ChatException.class);
                next(jane);
            }

            jane.send(new ClientMessage.History("old", 4, 2));

            var history = (ServerMessage.History) first(jane, ServerMessage.History.class);
            assertThat(history.messages())
                    .extracting(ServerMessage.Message::content)
                    .containsExactly("message 1", "message 2");
            assertThat(history.more()).isTrue();
        }
    }

    @Test
    void a_bot_of_forty_lines_throws_dice() throws Exception {
        try (var scope = Scope.open();
                var jane = open("jane7")) {
            var bot = scope.go("bot", () -> DiceBot.main(new String[] {server.address(), "dice-room"}));
            join(jane, "dice-room");
            while (!present(jane, "dice")) {
                // asks again when something has happened
            }

            jane.say(new Target.Room("dice-room"), "!roll 2d6").await(ChatException.class);

            assertThat(next(jane).content()).isEqualTo("!roll 2d6");
            assertThat(next(jane).content()).matches("2d6: ([2-9]|1[0-2])");
            bot.cancel();
        }
    }

    private static ChatClient open(String name) {
        return ChatClient.open(ChatOptions.of(URI.create(server.address()), name));
    }

    /** Enters a room, and waits until that has happened. */
    private static void join(ChatClient chat, String room) throws InterruptedException {
        chat.join(room);
        first(chat, ServerMessage.Joined.class);
    }

    private static ServerMessage.Message next(ChatClient chat) throws InterruptedException {
        return (ServerMessage.Message) first(chat, ServerMessage.Message.class);
    }

    /** Returns the next message of a type, and passes over others. */
    private static ServerMessage first(ChatClient chat, Class<? extends ServerMessage> type)
            throws InterruptedException {
        while (true) {
            if (chat.events().receive() instanceof ChatEvent.Received(ServerMessage message)
                    && type.isInstance(message)) {
                return message;
            }
        }
    }

    private static boolean present(ChatClient chat, String name) throws InterruptedException {
        chat.join("dice-room"); // gives the list of its members again
        return ((ServerMessage.Joined) first(chat, ServerMessage.Joined.class))
                .members()
                .contains(name);
    }
}
