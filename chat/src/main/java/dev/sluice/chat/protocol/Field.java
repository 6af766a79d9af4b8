package dev.sluice.chat.protocol;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that messages have. A field means the same in each message that has it. */
enum Field {
    TYPE("type", Kind.TEXT, 32),
    NAME("name", Kind.TEXT, 64),
    TOKEN("token", Kind.TEXT, 8192),
    SESSION("session", Kind.TEXT, 256),
    AFTER("after", Kind.POSITION, 0),
    ROOM("room", Kind.TEXT, 64),
    TO("to", Kind.TEXT, 64),
    FROM("from", Kind.TEXT, 64),
    CONTENT("content", Kind.TEXT, 64 * 1024),
    ID("id", Kind.TEXT, 64),
    EPOCH("epoch", Kind.TEXT, 64),
    OFFSET("offset", Kind.COUNT, 0),
    BEFORE("before", Kind.COUNT, 0),
    LIMIT("limit", Kind.COUNT, 0),
    TIME("time", Kind.COUNT, 0),
    SECONDS("seconds", Kind.COUNT, 0),
    RETRY_MILLIS("retryMillis", Kind.COUNT, 0),
    REASON("reason", Kind.TEXT, 500),
    CODE("code", Kind.TEXT, 32),
    TEXT("text", Kind.TEXT, 2000),
    REQUEST("request", Kind.TEXT, 32),
    ADMIN("admin", Kind.FLAG, 0),
    RECOVERED("recovered", Kind.FLAG, 0),
    DELETED("deleted", Kind.FLAG, 0),
    MORE("more", Kind.FLAG, 0),
    MEMBERS("members", Kind.NAMES, 0),
    JOINED("joined", Kind.NAMES, 0),
    LEFT("left", Kind.NAMES, 0),
    COUNT("count", Kind.COUNT, 0),
    REMOVED("removed", Kind.COUNTS, 0),
    MESSAGES("messages", Kind.MESSAGES, 0);

    /** What the value of a field is. */
    enum Kind {
        TEXT("text"),
        COUNT("a whole number from 0 to " + MAX_COUNT),
        COUNTS("a list of whole numbers from 0 to " + MAX_COUNT),
        FLAG("true or false"),
        POSITION("an object with epoch and offset"),
        NAMES("a list of names"),
        MESSAGES("a list of messages");

        final String expected;

        Kind(String expected) {
            this.expected = expected;
        }
    }

    /** The largest whole number that every JSON parser keeps: those of JavaScript have 53 bits. */
    static final long MAX_COUNT = (1L << 53) - 1;

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            BY_NAME.put(field.wire(), field);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // it caches its bytes, and is the same for every reader
    final SerializedString encoded;

    final Kind kind;
    final int maxLength;

    Field(String wire, Kind kind, int maxLength) {
        this.encoded = new SerializedString(wire);
        this.kind = kind;
        this.maxLength = maxLength;
    }

    static @Nullable Field named(String wire) {
        return BY_NAME.get(wire);
    }

    String wire() {
        return encoded.getValue();
    }
}
