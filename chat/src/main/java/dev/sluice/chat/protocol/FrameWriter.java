package dev.sluice.chat.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one message. A field whose value is null is left out. */
final class FrameWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final JsonGenerator json;

    FrameWriter(String type) throws IOException {
        json = Frames.JSON.createGenerator(bytes, JsonEncoding.UTF8);
        json.writeStartObject();
        text(Field.TYPE, type);
    }

    byte[] bytes() throws IOException {
        json.writeEndObject();
        json.close();
        return bytes.toByteArray();
    }

    FrameWriter text(Field field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeFieldName(field.encoded);
            json.writeString(value);
        }
        return this;
    }

    FrameWriter count(Field field, long value) throws IOException {
        json.writeFieldName(field.encoded);
        json.writeNumber(value);
        return this;
    }

    FrameWriter flag(Field field, boolean value) throws IOException {
        json.writeFieldName(field.encoded);
        json.writeBoolean(value);
        return this;
    }

    FrameWriter names(Field field, List<String> names) throws IOException {
        json.writeFieldName(field.encoded);
        json.writeStartArray();
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
        return this;
    }

    /** Writes a list of numbers, if there are any. */
    FrameWriter counts(Field field, List<Long> counts) throws IOException {
        if (!counts.isEmpty()) {
            json.writeFieldName(field.encoded);
            json.writeStartArray();
            for (long count : counts) {
                json.writeNumber(count);
            }
            json.writeEndArray();
        }
        return this;
    }

    FrameWriter target(Target target) throws IOException {
        return switch (target) {
            case Target.Room(String room) -> text(Field.ROOM, room);
            case Target.Person(String person) -> text(Field.TO, person);
        };
    }

    FrameWriter after(@Nullable Position position) throws IOException {
        if (position != null) {
            json.writeFieldName(Field.AFTER.encoded);
            json.writeStartObject();
            position(position);
            json.writeEndObject();
        }
        return this;
    }

    FrameWriter position(Position position) throws IOException {
        return text(Field.EPOCH, position.epoch()).count(Field.OFFSET, position.offset());
    }

    FrameWriter messages(List<ServerMessage.Message> messages) throws IOException {
        json.writeFieldName(Field.MESSAGES.encoded);
        json.writeStartArray();
        for (ServerMessage.Message message : messages) {
            json.writeStartObject();
            message(message);
            json.writeEndObject();
        }
        json.writeEndArray();
        return this;
    }

    FrameWriter message(ServerMessage.Message message) throws IOException {
        target(message.target())
                .text(Field.FROM, message.from())
                .text(Field.CONTENT, message.content())
                .count(Field.TIME, message.time())
                .position(new Position(message.epoch(), message.offset()))
                .text(Field.ID, message.id());
        return message.deleted() ? flag(Field.DELETED, true) : this;
    }
}
