package dev.sluice.chat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class CodecTest {
    private static final Position AFTER = new Position("5c02", 41);
    private static final Target ROOM = new Target.Room("lobby");
    private static final Target JOE = new Target.Person("joe");
    private static final ServerMessage.Message SAID =
            new ServerMessage.Message(ROOM, "jane", "hi", 1_790_000_000_000L, "5c02", 42, "1", false);
    private static final ServerMessage.Message DELETED =
            new ServerMessage.Message(JOE, "jane", "", 1, "5c02", Field.MAX_COUNT, null, true);
    private static final Backlog BACKLOG = new Backlog("5c02", 42, true, List.of(SAID, DELETED), List.of(40L, 41L));
    private static final Backlog NOTHING = new Backlog("5c02", 0, false, List.of(), List.of());

    static Stream<ClientMessage> from_clients() {
        return Stream.of(
                new ClientMessage.Hello("jane", null, null, null),
                new ClientMessage.Hello("jane", "a.b.c", "key", AFTER),
                new ClientMessage.Join("lobby", null),
                new ClientMessage.Join("lobby", AFTER),
                new ClientMessage.Leave("lobby"),
                new ClientMessage.Say(ROOM, "hi", null),
                new ClientMessage.Say(JOE, "<b>\"\\\n\u0000\u2028 ünï 😀", "1"),
                new ClientMessage.Typing(ROOM),
                new ClientMessage.Typing(JOE),
                new ClientMessage.History("lobby", 42, 100),
                new ClientMessage.History(null, 0, 1),
                new ClientMessage.Ping(),
                new ClientMessage.Delete("lobby", 42, "2"),
                new ClientMessage.Mute("joe", 60, "loud", "3"),
                new ClientMessage.Mute("joe", ClientMessage.FOREVER, null, null),
                new ClientMessage.Kick("joe", "loud", null),
                new ClientMessage.Ban("joe", 0, null, "4"));
    }

    static Stream<ServerMessage> from_the_server() {
        return Stream.of(
                new ServerMessage.Welcome("jane", "key", true, BACKLOG),
                new ServerMessage.Welcome("jane", "key", false, NOTHING),
                new ServerMessage.Joined("lobby", List.of("jane", "joe"), 10_000, BACKLOG),
                SAID,
                DELETED,
                new ServerMessage.History("lobby", "5c02", 43, true, List.of(SAID)),
                new ServerMessage.History(null, "5c02", 1, false, List.of()),
                new ServerMessage.Ack("1", AFTER),
                new ServerMessage.Ack("2", null),
                new ServerMessage.Presence("lobby", List.of("joe"), List.of(), 7),
                new ServerMessage.Typing("lobby", "joe"),
                new ServerMessage.Typing(null, "joe"),
                new ServerMessage.Deleted("lobby", "5c02", 42),
                new ServerMessage.Pong(),
                new ServerMessage.Refused(ErrorCode.RATE_LIMITED, "wait a second", "say", "1", "lobby", 1000),
                new ServerMessage.Refused(ErrorCode.BAD_JSON, "no JSON", null, null, null, 0),
                new ServerMessage.Bye(ByeCode.STOPPING, "the server stops"));
    }

    @ParameterizedTest
    @MethodSource("from_clients")
    void what_a_client_sends_comes_back_the_same(ClientMessage message) throws ProtocolException {
        assertThat(ClientCodec.decode(ClientCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("from_the_server")
    void what_the_server_sends_comes_back_the_same(ServerMessage message) throws ProtocolException {
        assertThat(ServerCodec.decode(ServerCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void every_type_of_message_is_among_those() {
        assertThat(from_clients().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(records(ClientMessage.class));
        assertThat(from_the_server().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(records(ServerMessage.class));
    }

    private static List<Class<?>> records(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isRecord() ? Stream.of(type) : records(type).stream())
                .<Class<?>>map(type -> type)
                .toList();
    }

    @Test
    void a_message_looks_as_documented() {
        assertThat(ServerCodec.encode(SAID))
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"message\",\"room\":\"lobby\",\"from\":\"jane\",\"content\":\"hi\","
                        + "\"time\":1790000000000,\"epoch\":\"5c02\",\"offset\":42,\"id\":\"1\"}");
        assertThat(ServerCodec.encode(new ServerMessage.Bye(ByeCode.TAKEN_OVER, "by another")))
                .asString(UTF_8)
                .isEqualTo("{\"type\":\"bye\",\"code\":\"taken-over\",\"text\":\"by another\"}");
    }

    @Test
    void a_character_beyond_the_basic_plane_is_four_bytes() {
        byte[] frame = ClientCodec.encode(new ClientMessage.Say(ROOM, "😀", null));

        assertThat(new String(frame, UTF_8)).contains("\"😀\"");
    }

    @Test
    void fields_may_stand_in_any_order() throws ProtocolException {
        var frame = "{\"after\":{\"offset\":1,\"epoch\":\"e\"},\"type\":\"join\",\"room\":\"lobby\"}";

        assertThat(ClientCodec.decode(frame.getBytes(UTF_8)))
                .isEqualTo(new ClientMessage.Join("lobby", new Position("e", 1)));
    }

    @Test
    void a_client_ignores_what_a_newer_server_adds() throws ProtocolException {
        var frame = "{\"type\":\"typing\",\"from\":\"joe\",\"mood\":{\"good\":[1,{}]}}";

        assertThat(ServerCodec.decode(frame.getBytes(UTF_8))).isEqualTo(new ServerMessage.Typing(null, "joe"));
    }
}
