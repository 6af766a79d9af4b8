package dev.sluice.chat.protocol;

import static dev.sluice.chat.protocol.Shape.fields;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what clients send into frames and back. */
public final class ClientCodec {
    private static final Map<String, Shape<ClientMessage>> SHAPES = Shape.byType(List.of(
            new Shape<>(
                    "hello",
                    fields(Field.NAME),
                    fields(Field.TOKEN, Field.SESSION, Field.AFTER),
                    f -> new ClientMessage.Hello(
                            f.text(Field.NAME),
                            f.textOrNull(Field.TOKEN),
                            f.textOrNull(Field.SESSION),
                            f.position(Field.AFTER))),
            new Shape<>(
                    "join",
                    fields(Field.ROOM),
                    fields(Field.AFTER),
                    f -> new ClientMessage.Join(f.text(Field.ROOM), f.position(Field.AFTER))),
            new Shape<>("leave", fields(Field.ROOM), fields(), f -> new ClientMessage.Leave(f.text(Field.ROOM))),
            new Shape<>("say", fields(Field.CONTENT), fields(Field.ROOM, Field.TO, Field.ID), ClientCodec::say),
            new Shape<>("typing", fields(), fields(Field.ROOM, Field.TO), f -> new ClientMessage.Typing(f.target())),
            new Shape<>("history", fields(Field.BEFORE), fields(Field.ROOM, Field.LIMIT), ClientCodec::history),
            new Shape<>("ping", fields(), fields(), f -> new ClientMessage.Ping()),
            new Shape<>(
                    "delete",
                    fields(Field.ROOM, Field.OFFSET),
                    fields(Field.ID),
                    f -> new ClientMessage.Delete(f.text(Field.ROOM), f.count(Field.OFFSET), f.textOrNull(Field.ID))),
            new Shape<>(
                    "mute",
                    fields(Field.NAME),
                    fields(Field.SECONDS, Field.REASON, Field.ID),
                    f -> new ClientMessage.Mute(
                            f.text(Field.NAME),
                            f.countOr(ClientMessage.FOREVER, Field.SECONDS),
                            f.textOrNull(Field.REASON),
                            f.textOrNull(Field.ID))),
            new Shape<>(
                    "kick",
                    fields(Field.NAME),
                    fields(Field.REASON, Field.ID),
                    f -> new ClientMessage.Kick(
                            f.text(Field.NAME), f.textOrNull(Field.REASON), f.textOrNull(Field.ID))),
            new Shape<>(
                    "ban",
                    fields(Field.NAME),
                    fields(Field.SECONDS, Field.REASON, Field.ID),
                    f -> new ClientMessage.Ban(
                            f.text(Field.NAME),
                            f.countOr(ClientMessage.FOREVER, Field.SECONDS),
                            f.textOrNull(Field.REASON),
                            f.textOrNull(Field.ID)))));

    private ClientCodec() {}

    /**
     * Reads a frame.
     *
     * @param frame the payload of a text frame
     * @return what it says
     * @throws ProtocolException if it is no message of the protocol
     */
    public static ClientMessage decode(byte[] frame) throws ProtocolException {
        return Frames.decode(frame, SHAPES, true);
    }

    private static ClientMessage.Say say(Fields f) throws ProtocolException {
        Target target = f.target();
        if (f.text(Field.CONTENT).isEmpty()) {
            throw f.problem(ErrorCode.BAD_FIELD, "content must not be empty");
        }
        String id = f.textOrNull(Field.ID);
        if (id != null && id.isEmpty()) {
            throw f.problem(ErrorCode.BAD_FIELD, "id must not be empty");
        }
        return new ClientMessage.Say(target, f.text(Field.CONTENT), id);
    }

    private static ClientMessage.History history(Fields f) throws ProtocolException {
        long limit = f.countOr(ClientMessage.History.DEFAULT_LIMIT, Field.LIMIT);
        if (limit < 1 || limit > ClientMessage.History.MAX_LIMIT) {
            throw f.problem(
                    ErrorCode.BAD_FIELD,
                    "limit must be from 1 to " + ClientMessage.History.MAX_LIMIT + ", was " + limit);
        }
        return new ClientMessage.History(f.textOrNull(Field.ROOM), f.count(Field.BEFORE), (int) limit);
    }

    /**
     * Writes a frame.
     *
     * @param message what to send
     * @return the payload of a text frame
     */
    public static byte[] encode(ClientMessage message) {
        try {
            return write(message).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("no Unicode text: " + e.getMessage(), e);
        }
    }

    private static FrameWriter write(ClientMessage message) throws IOException {
        return switch (message) {
            case ClientMessage.Hello m ->
                new FrameWriter("hello")
                        .text(Field.NAME, m.name())
                        .text(Field.TOKEN, m.token())
                        .text(Field.SESSION, m.session())
                        .after(m.after());
            case ClientMessage.Join m ->
                new FrameWriter("join").text(Field.ROOM, m.room()).after(m.after());
            case ClientMessage.Leave m -> new FrameWriter("leave").text(Field.ROOM, m.room());
            case ClientMessage.Say m ->
                new FrameWriter("say")
                        .target(m.target())
                        .text(Field.CONTENT, m.content())
                        .text(Field.ID, m.id());
            case ClientMessage.Typing m -> new FrameWriter("typing").target(m.target());
            case ClientMessage.History m ->
                new FrameWriter("history")
                        .text(Field.ROOM, m.room())
                        .count(Field.BEFORE, m.before())
                        .count(Field.LIMIT, m.limit());
            case ClientMessage.Ping m -> new FrameWriter("ping");
            case ClientMessage.Delete m ->
                new FrameWriter("delete")
                        .text(Field.ROOM, m.room())
                        .count(Field.OFFSET, m.offset())
                        .text(Field.ID, m.id());
            case ClientMessage.Mute m -> sanction("mute", m.name(), m.seconds(), m.reason(), m.id());
            case ClientMessage.Kick m -> sanction("kick", m.name(), ClientMessage.FOREVER, m.reason(), m.id());
            case ClientMessage.Ban m -> sanction("ban", m.name(), m.seconds(), m.reason(), m.id());
        };
    }

    private static FrameWriter sanction(
            String type, String name, long seconds, @Nullable String reason, @Nullable String id) throws IOException {
        FrameWriter frame = new FrameWriter(type)
                .text(Field.NAME, name)
                .text(Field.REASON, reason)
                .text(Field.ID, id);
        return seconds == ClientMessage.FOREVER ? frame : frame.count(Field.SECONDS, seconds);
    }
}
