package dev.sluice.chat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class HostileFrameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'shout','room':'a'}            | UNKNOWN_TYPE  | there is no message of type shout",
                "{'room':'a'}                           | UNKNOWN_TYPE  | a message needs the field type",
                "{}                                     | UNKNOWN_TYPE  | a message needs the field type",
                "{'type':7}                             | BAD_FIELD     | type must be text",
                "{'type':null}                          | BAD_FIELD     | type must be text",
                "{'type':'say','room':'a','content':'x','colour':{'a':[1]}} | UNKNOWN_FIELD | say has no field colour",
                "{'type':'leave','room':'a','name':'b'} | UNKNOWN_FIELD | leave has no field name",
                "{'type':'join'}                        | MISSING_FIELD | join needs the field room",
                "{'type':'say','content':'x'}           | MISSING_FIELD | a message needs the field room or to",
                "{'type':'say','room':'a','to':'b','content':'x'} | BAD_FIELD | a message must have room or to, this has both",
                "{'type':'say','room':'a','content':''} | BAD_FIELD     | content must not be empty",
                "{'type':'say','room':'a','content':'x','id':''} | BAD_FIELD | id must not be empty",
                "{'type':'say','room':['a'],'content':'x'} | BAD_FIELD  | room must be text",
                "{'type':'say','room':'a','content':{'content':'x'}} | BAD_FIELD | content must be text",
                "{'type':'say','room':'a','room':'b','content':'x'} | BAD_JSON | the field room stands twice",
                "{'type':'leave','type':'ping','room':'a'} | BAD_JSON   | the field type stands twice",
                "{'type':'join','room':'a','after':{}}  | BAD_FIELD     | after must be an object with epoch and offset",
                "{'type':'join','room':'a','after':7}   | BAD_FIELD     | after must be an object with epoch and offset",
                "{'type':'join','room':'a','after':{'epoch':'e','offset':1,'x':1}} | UNKNOWN_FIELD | a position has no field x",
                "{'type':'join','room':'a','after':{'epoch':'e','offset':-1}} | BAD_FIELD | offset must be a whole number from 0 to 9007199254740991",
                "{'type':'join','room':'a','after':{'epoch':'e','offset':1,'offset':2}} | BAD_JSON | the field offset stands twice",
                "{'type':'history','before':1.5}        | BAD_FIELD     | before must be a whole number from 0 to 9007199254740991",
                "{'type':'history','before':1e2}        | BAD_FIELD     | before must be a whole number from 0 to 9007199254740991",
                "{'type':'history','before':9007199254740992} | BAD_FIELD | before must be a whole number from 0 to 9007199254740991",
                "{'type':'history','before':18446744073709551617} | BAD_FIELD | before must be a whole number from 0 to 9007199254740991",
                "{'type':'history','before':1,'limit':0} | BAD_FIELD    | limit must be from 1 to 100, was 0",
                "{'type':'history','before':1,'limit':101} | BAD_FIELD  | limit must be from 1 to 100, was 101",
                "[]                                     | BAD_JSON      | a frame must be a JSON object",
                "'hello'                                | BAD_JSON      | a frame must be a JSON object",
                "{'type':'ping'}{'type':'ping'}         | BAD_JSON      | a frame must be one JSON object, has more behind it",
            },
            quoteCharacter = '`')
    void is_refused_by_name(String frame, ErrorCode code, String text) {
        assertThatThrownBy(() -> decode(frame.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nope",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\",}",
                "{type:\"ping\"}",
                "{'type':'ping'}",
                "{\"type\":\"ping\"} x",
                "{\"type\":\"ping\"}//",
                "{\"type\":\"say\",\"content\":\"a\nb\",\"room\":\"a\"}",
                "{\"type\":\"say\",\"content\":\"\\x\",\"room\":\"a\"}",
                "{\"type\":\"history\",\"before\":NaN}",
                "{\"type\":\"history\",\"before\":01}",
                "\u0000"
            })
    void is_no_json(String frame) {
        assertThat(failure(frame).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void is_nested_deep() {
        var frame = "{\"type\":\"ping\",\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";

        assertThat(failure(frame).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void has_a_number_of_a_million_digits() {
        var frame = "{\"type\":\"history\",\"before\":" + "9".repeat(1_000_000) + "}";

        assertThat(failure(frame).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "\\udc00\\ud800", "\\ud800\\ud800\\udc00", "x\\ud83d"})
    void has_half_of_a_surrogate_pair(String half) {
        var failure = failure("{\"type\":\"say\",\"room\":\"a\",\"content\":\"" + half + "\"}");

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(failure).hasMessage("content must be valid Unicode, has half of a surrogate pair");
    }

    @ParameterizedTest
    @CsvSource({"name, 64", "room, 64", "id, 64", "reason, 500"})
    void has_a_field_that_is_too_long(String field, int longest) {
        var failure = failure("{\"type\":\"mute\",\"" + field + "\":\"" + "x".repeat(longest + 1) + "\"}");

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(failure).hasMessage(field + " must be at most " + longest + " characters, was " + (longest + 1));
    }

    @Test
    void names_itself_in_a_refusal_that_can_be_sent() throws ProtocolException {
        var frame = "{\"id\":\"1\",\"\\u0007\\u0000" + "é".repeat(20) + "\":1,\"room\":\"lobby\",\"type\":\"say\","
                + "\"content\":\"x\"}";

        ServerMessage.Refused refusal = failure(frame).refusal();

        assertThat(refusal)
                .isEqualTo(new ServerMessage.Refused(
                        ErrorCode.UNKNOWN_FIELD, "say has no field " + "?".repeat(22), "say", "1", "lobby", 0));
        assertThat(ServerCodec.decode(ServerCodec.encode(refusal))).isEqualTo(refusal);
    }

    @Test
    void has_thousands_of_fields() {
        var frame = new StringBuilder("{\"type\":\"ping\"");
        for (int i = 0; i < 5000; i++) {
            frame.append(",\"f").append(i).append("\":0");
        }

        assertThat(failure(frame.append('}').toString())).hasMessage("ping has no field f0");
    }

    @Test
    void is_garbage_and_never_more_than_a_refusal() {
        var random = new Random(7);
        byte[] whole = "{\"type\":\"join\",\"room\":\"a\",\"after\":{\"epoch\":\"e\",\"offset\":12}}".getBytes(UTF_8);
        for (int round = 0; round < 5000; round++) {
            byte[] frame = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ClientCodec.decode(frame)).isNotNull();
            } catch (ProtocolException e) {
                assertThat(ServerCodec.encode(e.refusal())).isNotEmpty();
            }
        }
    }

    private static ClientMessage decode(String frame) throws ProtocolException {
        return ClientCodec.decode(frame.getBytes(UTF_8));
    }

    private static ProtocolException failure(String frame) {
        return catchThrowableOfType(ProtocolException.class, () -> decode(frame));
    }
}
