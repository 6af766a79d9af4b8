package dev.sluice.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.chat.store.AuditEntry;
import dev.sluice.chat.store.StoreOptions;
import dev.sluice.testkit.Eventually;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class HubTest {
    private static <T extends ServerMessage> T next(Listener client, Class<T> type, int number)
            throws InterruptedException {
        Eventually.becomes(
                () -> client.all(type).size() >= number,
                () -> number + " " + type.getSimpleName() + " in " + client.got);
        return client.all(type).get(number - 1);
    }

    private static void refused(Listener client, ErrorCode code, String request) throws InterruptedException {
        Eventually.becomes(
                () -> client.all(ServerMessage.Refused.class).stream()
                        .anyMatch(refusal -> refusal.code() == code && request.equals(refusal.request())),
                () -> code + " in " + client.got);
    }

    private static Listener enter(RunningHub chat, String name) throws InterruptedException {
        Listener client = chat.connect().hello(name).join("lobby");
        next(client, ServerMessage.Joined.class, 1);
        return client;
    }

    @Test
    void clients_that_come_back_at_once_dont_share_a_rate_before_they_have_a_name() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = chat.connect();

            assertThat(jane.rateKey()).isNotEqualTo(chat.connect().rateKey());
            next(jane.hello("jane"), ServerMessage.Welcome.class, 1);
            assertThat(jane.rateKey()).isEqualTo("jane");
        }
    }

    @Test
    void what_is_said_in_a_room_comes_to_all_in_it_and_is_acknowledged() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            Listener joe = enter(chat, "joe");

            jane.say("lobby", "hi", "1");

            ServerMessage.Message heard = next(joe, ServerMessage.Message.class, 1);
            assertThat(heard.from()).isEqualTo("jane");
            assertThat(heard.time()).isEqualTo(RunningHub.NOW.toEpochMilli());
            assertThat(next(jane, ServerMessage.Ack.class, 1).at())
                    .isEqualTo(new Position(heard.epoch(), heard.offset()));
            assertThat(next(jane, ServerMessage.Message.class, 1)).isEqualTo(heard);
        }
    }

    @Test
    void a_message_with_an_id_is_said_once_however_often_it_is_sent() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");

            jane.say("lobby", "hi", "1");
            jane.say("lobby", "hi", "1");
            jane.say("lobby", "hi", "1");

            assertThat(next(jane, ServerMessage.Ack.class, 3).at())
                    .isEqualTo(jane.all(ServerMessage.Ack.class).getFirst().at());
            jane.say("lobby", "next", "2");
            next(jane, ServerMessage.Ack.class, 4);
            assertThat(jane.contents()).containsExactly("hi", "next");
        }
    }

    @Test
    void a_private_message_has_an_offset_with_each_of_the_two() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            Listener joe = enter(chat, "joe");
            Listener eve = enter(chat, "eve");

            joe.whisper("eve", "first", "1");
            next(joe, ServerMessage.Ack.class, 1);
            jane.whisper("JOE", "psst", "1");

            assertThat(next(joe, ServerMessage.Message.class, 2).offset()).isEqualTo(2);
            assertThat(next(jane, ServerMessage.Message.class, 1).offset()).isEqualTo(1);
            assertThat(jane.all(ServerMessage.Message.class).getFirst().target())
                    .isEqualTo(new Target.Person("joe"));
            assertThat(eve.contents()).containsExactly("first");
        }
    }

    @Test
    void a_client_that_comes_back_gets_what_it_missed_and_is_told_that_this_is_all() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            Listener joe = chat.connect().hello("joe");
            String session = next(joe, ServerMessage.Welcome.class, 1).session();
            joe.join("lobby");
            jane.say("lobby", "seen", "0");
            Position known = positionOf(next(joe, ServerMessage.Message.class, 1));
            joe.go();
            for (int i = 1; i <= 200; i++) {
                jane.say("lobby", "missed " + i, String.valueOf(i));
            }
            jane.whisper("joe", "missed too", "private");
            next(jane, ServerMessage.Ack.class, 202);

            Listener back = chat.connect();
            back.send(new ClientMessage.Hello("joe", null, session, new Position(known.epoch(), 0)));
            back.send(new ClientMessage.Join("lobby", known));

            var welcome = next(back, ServerMessage.Welcome.class, 1).backlog();
            assertThat(welcome.recovered()).isTrue();
            assertThat(welcome.messages())
                    .extracting(ServerMessage.Message::content)
                    .containsExactly("missed too");
            var joined = next(back, ServerMessage.Joined.class, 1).backlog();
            assertThat(joined.recovered()).isTrue();
            assertThat(joined.messages()).hasSize(200);
            assertThat(joined.messages().getFirst().content()).isEqualTo("missed 1");
            assertThat(joined.offset()).isEqualTo(201);
        }
    }

    private static Position positionOf(ServerMessage.Message message) {
        return new Position(message.epoch(), message.offset());
    }

    @Test
    void a_client_of_another_epoch_or_that_missed_too_much_gets_the_latest() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            int many = History.MOST_MISSED + 1;
            for (int i = 1; i <= many; i++) {
                jane.say("lobby", "m" + i, String.valueOf(i));
            }
            next(jane, ServerMessage.Ack.class, many);
            String epoch = chat.store.epoch();

            for (Position after :
                    List.of(new Position("other", 3), new Position(epoch, 0), new Position(epoch, many + 5))) {
                Listener joe = chat.connect().hello("j" + after.offset());
                joe.send(new ClientMessage.Join("lobby", after));

                var backlog = next(joe, ServerMessage.Joined.class, 1).backlog();
                assertThat(backlog.recovered()).isFalse();
                assertThat(backlog.messages()).hasSize(History.LATEST);
                assertThat(backlog.offset()).isEqualTo(many);
            }
        }
    }

    @Test
    void older_messages_are_found_page_by_page() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            for (int i = 1; i <= 120; i++) {
                jane.say("lobby", "m" + i, String.valueOf(i));
            }
            next(jane, ServerMessage.Ack.class, 120);

            jane.send(new ClientMessage.History("lobby", 121, 50));
            jane.send(new ClientMessage.History("lobby", 71, 50));
            jane.send(new ClientMessage.History("lobby", 21, 50));

            for (int page = 1; page <= 3; page++) {
                ServerMessage.History history = next(jane, ServerMessage.History.class, page);
                long last = 120 - (page - 1) * 50L;
                assertThat(history.messages().getLast().offset()).isEqualTo(last);
                assertThat(history.messages().getFirst().offset()).isEqualTo(Math.max(1, last - 49));
                assertThat(history.more()).isEqualTo(page < 3);
            }
        }
    }

    @Test
    void messages_sent_in_one_go_are_handled_in_their_order_though_the_store_is_asked_in_between()
            throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = chat.connect();
            jane.hello("jane").join("lobby").say("lobby", "hi", "1");
            jane.leave("lobby");
            jane.send(new ClientMessage.Ping());

            next(jane, ServerMessage.Pong.class, 1);
            next(jane, ServerMessage.Ack.class, 1);
            assertThat(jane.all(ServerMessage.Refused.class)).isEmpty();
        }
    }

    @Test
    void a_name_is_taken_over_with_its_key_and_the_older_connection_is_told() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane");
            String session = jane.all(ServerMessage.Welcome.class).getFirst().session();

            Listener other = chat.connect().hello("jane");
            refused(other, ErrorCode.NAME_TAKEN, "hello");
            other.send(new ClientMessage.Hello("jane", null, session, null));

            next(other, ServerMessage.Welcome.class, 1);
            assertThat(jane.ends).containsExactly(ByeCode.TAKEN_OVER);
            other.join("lobby").say("lobby", "it's me", "1");
            next(other, ServerMessage.Ack.class, 1);
            assertThat(jane.contents()).isEmpty();
        }
    }

    @Test
    void what_a_client_may_not_do_is_an_error_with_a_code() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener stranger = chat.connect().join("lobby");
            refused(stranger, ErrorCode.HELLO_FIRST, "join");

            Listener jane = enter(chat, "jane");
            jane.hello("other");
            refused(jane, ErrorCode.HELLO_AGAIN, "hello");
            jane.say("attic", "hi", null);
            refused(jane, ErrorCode.NOT_IN_ROOM, "say");
            jane.whisper("nemo", "hi", null);
            refused(jane, ErrorCode.NO_SUCH_PERSON, "say");
            jane.join("<b>");
            refused(jane, ErrorCode.BAD_ROOM, "join");
            jane.join("1obby"); // looks like lobby
            jane.join("two").join("three").join("four");
            refused(jane, ErrorCode.TOO_MANY_ROOMS, "join");
            jane.send(new ClientMessage.Kick("jane", null, null));
            refused(jane, ErrorCode.NOT_ADMIN, "kick");
            assertThat(jane.ends).isEmpty();
        }
    }

    @Test
    void a_private_message_to_a_name_that_only_looks_like_one_is_refused() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener mary = enter(chat, "mary");
            Listener jane = enter(chat, "jane");

            jane.whisper("rnary", "for mary?", "1");
            refused(jane, ErrorCode.NO_SUCH_PERSON, "say");
            mary.go();
            Eventually.becomes(() -> chat.counts.people() == 1);
            jane.whisper("rnary", "for mary?", "2");
            jane.whisper("Mary", "for mary", "3");

            assertThat(next(jane, ServerMessage.Ack.class, 1).id()).isEqualTo("3");
            assertThat(jane.all(ServerMessage.Refused.class)).hasSize(2);
        }
    }

    @Test
    void a_room_that_looks_like_one_in_which_something_was_said_is_refused_though_that_is_closed()
            throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener jane = enter(chat, "jane").join("empty");
            jane.say("lobby", "hi", "1");
            next(jane, ServerMessage.Ack.class, 1);
            jane.leave("lobby");
            jane.leave("empty");
            Eventually.becomes(() -> chat.counts.rooms() == 0);

            jane.join("1obby");
            refused(jane, ErrorCode.BAD_ROOM, "join");
            jane.join("ernpty").join("lobby");

            next(jane, ServerMessage.Joined.class, 4);
            assertThat(jane.all(ServerMessage.Joined.class))
                    .extracting(ServerMessage.Joined::room)
                    .containsExactly("lobby", "empty", "ernpty", "lobby");
        }
    }

    @Test
    void too_much_in_a_room_is_an_error() throws InterruptedException {
        try (var chat = new RunningHub(new Limits.Rates(0, 2, 0, 3), StoreOptions.DEFAULT)) {
            Listener jane = enter(chat, "jane");

            for (int i = 0; i < 5; i++) {
                jane.say("lobby", "m" + i, "id" + i);
            }

            refused(jane, ErrorCode.RATE_LIMITED, "say");
            assertThat(jane.all(ServerMessage.Refused.class).getLast().retryMillis())
                    .isEqualTo(1000);
            assertThat(chat.counts.rateLimited.sum()).isPositive();
        }
    }

    @Test
    void in_a_room_of_thousands_a_client_is_told_two_hundred_names_and_how_many_there_are()
            throws InterruptedException {
        int many = 2_000;
        try (var chat = new RunningHub()) {
            Listener first = enter(chat, "first");
            for (int i = 1; i < many; i++) {
                chat.connect().hello("c" + i).join("lobby");
            }
            Eventually.becomes(
                    () -> first.all(ServerMessage.Presence.class).stream().anyMatch(told -> told.count() == many));
            Listener last = enter(chat, "last");

            Eventually.becomes(
                    () -> first.all(ServerMessage.Presence.class).stream().anyMatch(told -> told.count() == many + 1));
            var joined = last.all(ServerMessage.Joined.class).getFirst();
            assertThat(joined.count()).isEqualTo(many + 1);
            assertThat(joined.members()).contains("last").hasSizeBetween(2, Roster.NAMED + 1);
            assertThat(first.all(ServerMessage.Presence.class))
                    .allSatisfy(told -> assertThat(told.joined()).hasSizeLessThanOrEqualTo(Roster.NAMED))
                    .extracting(ServerMessage.Presence::count)
                    .doesNotHaveDuplicates();
            last.send(new ClientMessage.Typing(new Target.Room("lobby")));
            last.send(new ClientMessage.Ping());
            next(last, ServerMessage.Pong.class, 1);
            assertThat(first.all(ServerMessage.Typing.class)).isEmpty();
        }
    }

    // What admins do

    @Test
    void a_deleted_message_is_empty_for_all_who_come_later_and_the_others_are_told() throws Exception {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            Listener jane = enter(chat, "jane");
            jane.say("lobby", "rude", "1");
            next(jane, ServerMessage.Ack.class, 1);

            root.send(new ClientMessage.Delete("lobby", 1, "d"));
            root.send(new ClientMessage.Delete("lobby", 7, "e"));

            assertThat(next(jane, ServerMessage.Deleted.class, 1).offset()).isEqualTo(1);
            assertThat(next(root, ServerMessage.Ack.class, 1).id()).isEqualTo("d");
            refused(root, ErrorCode.NO_SUCH_MESSAGE, "delete");
            ServerMessage.Message later = enter(chat, "joe")
                    .all(ServerMessage.Joined.class)
                    .getFirst()
                    .backlog()
                    .messages()
                    .getFirst();
            assertThat(later.deleted()).isTrue();
            assertThat(later.content()).isEmpty();
            assertThat(chat.store.audit(9)).extracting(AuditEntry::action).containsExactly("delete");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_comes_back_is_told_what_was_removed_of_what_it_has(boolean roomStaysOpen) throws Exception {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            Listener jane = enter(chat, "jane");
            for (int i = 1; i <= Backlog.TOLD_REMOVED + 60; i++) {
                jane.say("lobby", "m" + i, "id" + i);
                next(jane, ServerMessage.Ack.class, Math.max(1, i - 100));
            }
            next(jane, ServerMessage.Ack.class, Backlog.TOLD_REMOVED + 60);
            Position known = new Position(chat.store.epoch(), Backlog.TOLD_REMOVED + 50);
            jane.go();
            for (long offset : List.of(known.offset() + 5, known.offset(), 51L, 50L)) {
                root.send(new ClientMessage.Delete("lobby", offset, "d" + offset));
            }
            next(root, ServerMessage.Ack.class, 4);
            if (!roomStaysOpen) {
                root.go();
                Eventually.becomes(() -> chat.counts.rooms() == 0);
            }

            Listener joe = chat.connect().hello("joe");
            joe.send(new ClientMessage.Join("lobby", known));

            var backlog = next(joe, ServerMessage.Joined.class, 1).backlog();
            assertThat(backlog.recovered()).isTrue();
            assertThat(backlog.removed()).containsExactly(51L, known.offset());
            assertThat(backlog.messages())
                    .filteredOn(ServerMessage.Message::deleted)
                    .extracting(ServerMessage.Message::offset)
                    .containsExactly(known.offset() + 5);
        }
    }

    @Test
    void a_muted_person_can_t_speak_until_that_is_lifted() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            Listener jane = enter(chat, "jane");

            root.send(new ClientMessage.Mute("jane", ClientMessage.FOREVER, "enough", "m"));
            next(root, ServerMessage.Ack.class, 1);
            jane.say("lobby", "hi", "1");
            refused(jane, ErrorCode.MUTED, "say");
            root.send(new ClientMessage.Mute("jane", 0, null, "u"));
            next(root, ServerMessage.Ack.class, 2);
            jane.say("lobby", "hi", "2");

            next(jane, ServerMessage.Ack.class, 1);
        }
    }

    @Test
    void a_kicked_person_may_come_back_and_a_banned_one_may_not() throws Exception {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            Listener jane = enter(chat, "jane");
            String session = jane.all(ServerMessage.Welcome.class).getFirst().session();

            root.send(new ClientMessage.Kick("jane", "out", "k"));
            next(root, ServerMessage.Ack.class, 1);
            assertThat(jane.ends).containsExactly(ByeCode.KICKED);
            Listener back = chat.connect();
            back.send(new ClientMessage.Hello("jane", null, session, null));
            next(back, ServerMessage.Welcome.class, 1);
            root.send(new ClientMessage.Ban("jane", 60, "out", "b"));
            next(root, ServerMessage.Ack.class, 2);
            assertThat(back.ends).containsExactly(ByeCode.BANNED);
            Listener again = chat.connect();
            again.send(new ClientMessage.Hello("jane", null, session, null));

            Eventually.becomes(() -> again.ends.contains(ByeCode.BANNED));
            assertThat(chat.store.audit(9)).extracting(AuditEntry::action).containsExactly("ban", "kick");
        }
    }

    // What goes wrong in hubs

    @Test
    void a_client_that_goes_while_it_is_sent_away_is_ended_once() throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            for (int i = 0; i < 1000; i++) {
                Listener jane = chat.connect().hello("j" + i).join("lobby");
                next(jane, ServerMessage.Joined.class, 1);
                var going = Thread.ofVirtual().start(jane::go);
                root.send(new ClientMessage.Kick("j" + i, null, "k" + i));
                going.join();
                jane.go();

                assertThat(jane.ends.size()).isLessThanOrEqualTo(1);
            }
            root.say("lobby", "still here", "last");
            Eventually.becomes(() -> root.contents().contains("still here"));
            Eventually.becomes(() -> chat.counts.people() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void a_client_that_sends_another_away_from_within_the_hub_doesn_t_stop_it(int times) throws InterruptedException {
        try (var chat = new RunningHub()) {
            Listener root = enter(chat, "root");
            for (int i = 0; i < times; i++) {
                root.send(new ClientMessage.Kick("root", null, null)); // itself, in the middle of its own message
                Eventually.becomes(() -> root.ends.contains(ByeCode.KICKED));
            }
            next(enter(chat, "jane"), ServerMessage.Welcome.class, 1);
        }
    }

    @Test
    void a_hub_that_is_stopped_settles_what_it_has_given_to_the_store() throws InterruptedException {
        Listener jane;
        int sent = 300;
        try (var chat = new RunningHub()) {
            jane = enter(chat, "jane");
            for (int i = 0; i < sent; i++) {
                jane.say("lobby", "m" + i, "id" + i);
            }
        }

        var answered = jane.all(ServerMessage.Ack.class).size()
                + jane.all(ServerMessage.Refused.class).stream()
                        .filter(refusal -> refusal.code() == ErrorCode.STOPPING)
                        .count();
        assertThat(jane.all(ServerMessage.Message.class)).hasSameSizeAs(jane.all(ServerMessage.Ack.class));
        assertThat(answered).isLessThanOrEqualTo(sent);
    }
}
