package dev.sluice.chat.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object.
 *
 * <p>They may stand in any order, so all of them are read before it is known which ones the type allows. The first thing
 * that is wrong is kept until then, so that the error can say to which request it belongs.
 */
final class Fields {
    private final Map<Field, Object> values = new EnumMap<>(Field.class);
    private @Nullable String unknown;
    private @Nullable ErrorCode wrong;
    private String why = "";

    /** Reads the object whose first token is the current one. */
    static Fields read(JsonParser json) throws IOException {
        var fields = new Fields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Field field = Field.named(name);
            JsonToken value = json.nextToken();
            if (field == null) {
                fields.unknown = fields.unknown == null ? Quoted.of(name) : fields.unknown;
                json.skipChildren();
            } else if (fields.has(field)) {
                fields.refuse(ErrorCode.BAD_JSON, "the field " + field.wire() + " stands twice");
                json.skipChildren();
            } else {
                fields.values.put(field, fields.value(field, value, json));
            }
        }
        return fields;
    }

    private Object value(Field field, JsonToken token, JsonParser json) throws IOException {
        Object value = switch (field.kind) {
            case TEXT -> token == JsonToken.VALUE_STRING ? text(field, json.getText()) : null;
            case COUNT -> token == JsonToken.VALUE_NUMBER_INT ? count(json) : null;
            case COUNTS -> token == JsonToken.START_ARRAY ? counts(json) : null;
            case FLAG -> token.isBoolean() ? (Object) json.getBooleanValue() : null;
            case POSITION -> token == JsonToken.START_OBJECT ? position(read(json)) : null;
            case NAMES -> token == JsonToken.START_ARRAY ? names(json) : null;
            case MESSAGES -> token == JsonToken.START_ARRAY ? messages(json) : null;
        };
        if (value == null) {
            refuse(ErrorCode.BAD_FIELD, field.wire() + " must be " + field.kind.expected);
            json.skipChildren();
            return ""; // never looked at, since the message is refused
        }
        return value;
    }

    private String text(Field field, String text) {
        if (text.length() > field.maxLength) {
            refuse(
                    ErrorCode.BAD_FIELD,
                    field.wire() + " must be at most " + field.maxLength + " characters, was " + text.length());
        } else if (Quoted.hasLoneSurrogate(text)) {
            refuse(ErrorCode.BAD_FIELD, field.wire() + " must be valid Unicode, has half of a surrogate pair");
        }
        return text;
    }

    private static @Nullable Object count(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
        }
        long count = json.getLongValue();
        return count < 0 || count > Field.MAX_COUNT ? null : (Object) count;
    }

    private List<Long> counts(JsonParser json) throws IOException {
        List<Long> counts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Object count = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? count(json) : null;
            if (count == null) {
                refuse(ErrorCode.BAD_FIELD, "a list of numbers must have whole numbers from 0 to " + Field.MAX_COUNT);
                json.skipChildren();
            } else {
                counts.add((Long) count);
            }
        }
        return counts;
    }

    private @Nullable Object position(Fields inner) {
        if (inner.wrong != null) {
            refuse(inner.wrong, inner.why);
        } else if (inner.unknown != null) {
            refuse(ErrorCode.UNKNOWN_FIELD, "a position has no field " + inner.unknown);
        }
        boolean whole = inner.has(Field.EPOCH) && inner.has(Field.OFFSET);
        return whole || wrong != null ? (Object) inner : null;
    }

    private List<String> names(JsonParser json) throws IOException {
        List<String> names = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                names.add(text(Field.NAME, json.getText()));
            } else {
                refuse(ErrorCode.BAD_FIELD, "a name must be text");
                json.skipChildren();
            }
        }
        return names;
    }

    private List<Fields> messages(JsonParser json) throws IOException {
        List<Fields> messages = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                messages.add(read(json));
            } else {
                refuse(ErrorCode.BAD_FIELD, "a message must be an object");
                json.skipChildren();
            }
        }
        return messages;
    }

    private void refuse(ErrorCode code, String text) {
        if (wrong == null) {
            wrong = code;
            why = text;
        }
    }

    /** Throws if the message has a field that the shape hasn't. */
    void refuseOthers(Shape<?> shape) throws ProtocolException {
        if (unknown != null) {
            throw problem(ErrorCode.UNKNOWN_FIELD, shape.type() + " has no field " + unknown);
        }
        for (Field field : values.keySet()) {
            if (field != Field.TYPE
                    && !shape.required().contains(field)
                    && !shape.optional().contains(field)) {
                throw problem(ErrorCode.UNKNOWN_FIELD, shape.type() + " has no field " + field.wire());
            }
        }
    }

    /** Throws what was found wrong while the fields were read. */
    void refuseWrong() throws ProtocolException {
        if (wrong != null) {
            throw problem(wrong, why);
        }
    }

    /** Returns a failure that says to which request it belongs. */
    ProtocolException problem(ErrorCode code, String text) {
        return new ProtocolException(code, text, echo(Field.TYPE), echo(Field.ID), echo(Field.ROOM));
    }

    /** Returns a field as it may be sent back, whatever is wrong with it. */
    private @Nullable String echo(Field field) {
        return values.get(field) instanceof String text
                        && !text.isEmpty()
                        && text.length() <= field.maxLength
                        && !Quoted.hasLoneSurrogate(text)
                ? text
                : null;
    }

    boolean has(Field field) {
        return values.containsKey(field);
    }

    String text(Field field) {
        return (String) requireNonNull(values.get(field));
    }

    @Nullable
    String textOrNull(Field field) {
        return (String) values.get(field);
    }

    long count(Field field) {
        return (Long) requireNonNull(values.get(field));
    }

    long countOr(long other, Field field) {
        return has(field) ? count(field) : other;
    }

    boolean flag(Field field) {
        return has(field) && (Boolean) requireNonNull(values.get(field));
    }

    @Nullable
    Position position(Field field) {
        return has(field) ? ((Fields) requireNonNull(values.get(field))).position() : null;
    }

    Position position() {
        return new Position(text(Field.EPOCH), count(Field.OFFSET));
    }

    @SuppressWarnings("unchecked") // Kind.NAMES is read as such a list
    List<String> names(Field field) {
        return has(field) ? (List<String>) requireNonNull(values.get(field)) : List.of();
    }

    @SuppressWarnings("unchecked") // Kind.COUNTS is read as such a list
    List<Long> counts(Field field) {
        return has(field) ? (List<Long>) requireNonNull(values.get(field)) : List.of();
    }

    @SuppressWarnings("unchecked") // Kind.MESSAGES is read as such a list
    List<Fields> messages() {
        return (List<Fields>) requireNonNull(values.get(Field.MESSAGES));
    }

    Target target() throws ProtocolException {
        String room = textOrNull(Field.ROOM);
        String person = textOrNull(Field.TO);
        if (room != null && person != null) {
            throw problem(ErrorCode.BAD_FIELD, "a message must have room or to, this has both");
        } else if (room != null) {
            return new Target.Room(room);
        } else if (person != null) {
            return new Target.Person(person);
        }
        throw problem(ErrorCode.MISSING_FIELD, "a message needs the field room or to");
    }
}
