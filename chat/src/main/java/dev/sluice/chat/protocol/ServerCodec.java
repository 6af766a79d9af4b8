package dev.sluice.chat.protocol;

import static dev.sluice.chat.protocol.Shape.fields;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns what the server sends into frames and back. */
public final class ServerCodec {
    private static final Map<String, ErrorCode> ERROR_CODES =
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::wire, Function.identity()));
    private static final Map<String, ByeCode> BYE_CODES =
            Arrays.stream(ByeCode.values()).collect(Collectors.toMap(ByeCode::wire, Function.identity()));

    private static final Shape<ServerMessage.Message> MESSAGE = new Shape<>(
            "message",
            fields(Field.FROM, Field.CONTENT, Field.TIME, Field.EPOCH, Field.OFFSET),
            fields(Field.ROOM, Field.TO, Field.ID, Field.DELETED),
            f -> new ServerMessage.Message(
                    f.target(),
                    f.text(Field.FROM),
                    f.text(Field.CONTENT),
                    f.count(Field.TIME),
                    f.text(Field.EPOCH),
                    f.count(Field.OFFSET),
                    f.textOrNull(Field.ID),
                    f.flag(Field.DELETED)));

    private static final Map<String, Shape<ServerMessage>> SHAPES = Shape.byType(List.of(
            new Shape<>(
                    "welcome",
                    fields(
                            Field.NAME,
                            Field.SESSION,
                            Field.ADMIN,
                            Field.EPOCH,
                            Field.OFFSET,
                            Field.RECOVERED,
                            Field.MESSAGES),
                    fields(Field.REMOVED),
                    f -> new ServerMessage.Welcome(
                            f.text(Field.NAME), f.text(Field.SESSION), f.flag(Field.ADMIN), backlog(f))),
            new Shape<>(
                    "joined",
                    fields(
                            Field.ROOM,
                            Field.MEMBERS,
                            Field.COUNT,
                            Field.EPOCH,
                            Field.OFFSET,
                            Field.RECOVERED,
                            Field.MESSAGES),
                    fields(Field.REMOVED),
                    f -> new ServerMessage.Joined(
                            f.text(Field.ROOM), f.names(Field.MEMBERS), f.count(Field.COUNT), backlog(f))),
            new Shape<>(MESSAGE.type(), MESSAGE.required(), MESSAGE.optional(), MESSAGE.make()),
            new Shape<>(
                    "history",
                    fields(Field.EPOCH, Field.BEFORE, Field.MORE, Field.MESSAGES),
                    fields(Field.ROOM),
                    f -> new ServerMessage.History(
                            f.textOrNull(Field.ROOM),
                            f.text(Field.EPOCH),
                            f.count(Field.BEFORE),
                            f.flag(Field.MORE),
                            messages(f))),
            new Shape<>(
                    "ack",
                    fields(Field.ID),
                    fields(Field.EPOCH, Field.OFFSET),
                    f -> new ServerMessage.Ack(
                            f.text(Field.ID), f.has(Field.EPOCH) && f.has(Field.OFFSET) ? f.position() : null)),
            new Shape<>(
                    "presence",
                    fields(Field.ROOM, Field.COUNT),
                    fields(Field.JOINED, Field.LEFT),
                    f -> new ServerMessage.Presence(
                            f.text(Field.ROOM), f.names(Field.JOINED), f.names(Field.LEFT), f.count(Field.COUNT))),
            new Shape<>(
                    "typing",
                    fields(Field.FROM),
                    fields(Field.ROOM),
                    f -> new ServerMessage.Typing(f.textOrNull(Field.ROOM), f.text(Field.FROM))),
            new Shape<>(
                    "deleted",
                    fields(Field.ROOM, Field.EPOCH, Field.OFFSET),
                    fields(),
                    f -> new ServerMessage.Deleted(f.text(Field.ROOM), f.text(Field.EPOCH), f.count(Field.OFFSET))),
            new Shape<>("pong", fields(), fields(), f -> new ServerMessage.Pong()),
            new Shape<>(
                    "error",
                    fields(Field.CODE, Field.TEXT),
                    fields(Field.REQUEST, Field.ID, Field.ROOM, Field.RETRY_MILLIS),
                    f -> new ServerMessage.Refused(
                            code(f, ERROR_CODES),
                            f.text(Field.TEXT),
                            f.textOrNull(Field.REQUEST),
                            f.textOrNull(Field.ID),
                            f.textOrNull(Field.ROOM),
                            f.countOr(0, Field.RETRY_MILLIS))),
            new Shape<>(
                    "bye",
                    fields(Field.CODE, Field.TEXT),
                    fields(),
                    f -> new ServerMessage.Bye(code(f, BYE_CODES), f.text(Field.TEXT)))));

    private ServerCodec() {}

    /**
     * Reads a frame. Fields that the protocol doesn't define are ignored, so that a newer server may send them.
     *
     * @param frame the payload of a text frame
     * @return what it says
     * @throws ProtocolException if it is no message of the protocol
     */
    public static ServerMessage decode(byte[] frame) throws ProtocolException {
        return Frames.decode(frame, SHAPES, false);
    }

    private static Backlog backlog(Fields f) throws ProtocolException {
        return new Backlog(
                f.text(Field.EPOCH),
                f.count(Field.OFFSET),
                f.flag(Field.RECOVERED),
                messages(f),
                f.counts(Field.REMOVED));
    }

    private static List<ServerMessage.Message> messages(Fields f) throws ProtocolException {
        List<ServerMessage.Message> messages = new ArrayList<>();
        for (Fields inner : f.messages()) {
            inner.refuseWrong();
            messages.add(MESSAGE.read(inner, false));
        }
        return messages;
    }

    private static <C> C code(Fields f, Map<String, C> codes) throws ProtocolException {
        C code = codes.get(f.text(Field.CODE));
        if (code == null) {
            throw f.problem(ErrorCode.BAD_FIELD, "there is no code " + Quoted.of(f.text(Field.CODE)));
        }
        return code;
    }

    /**
     * Writes a frame.
     *
     * @param message what to send
     * @return the payload of a text frame
     */
    public static byte[] encode(ServerMessage message) {
        try {
            return write(message).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("no Unicode text: " + e.getMessage(), e);
        }
    }

    private static FrameWriter write(ServerMessage message) throws IOException {
        return switch (message) {
            case ServerMessage.Welcome m ->
                backlog(
                        new FrameWriter("welcome")
                                .text(Field.NAME, m.name())
                                .text(Field.SESSION, m.session())
                                .flag(Field.ADMIN, m.admin()),
                        m.backlog());
            case ServerMessage.Joined m ->
                backlog(
                        new FrameWriter("joined")
                                .text(Field.ROOM, m.room())
                                .names(Field.MEMBERS, m.members())
                                .count(Field.COUNT, m.count()),
                        m.backlog());
            case ServerMessage.Message m -> new FrameWriter("message").message(m);
            case ServerMessage.History m ->
                new FrameWriter("history")
                        .text(Field.ROOM, m.room())
                        .text(Field.EPOCH, m.epoch())
                        .count(Field.BEFORE, m.before())
                        .flag(Field.MORE, m.more())
                        .messages(m.messages());
            case ServerMessage.Ack m -> {
                FrameWriter frame = new FrameWriter("ack").text(Field.ID, m.id());
                yield m.at() == null ? frame : frame.position(m.at());
            }
            case ServerMessage.Presence m ->
                new FrameWriter("presence")
                        .text(Field.ROOM, m.room())
                        .names(Field.JOINED, m.joined())
                        .names(Field.LEFT, m.left())
                        .count(Field.COUNT, m.count());
            case ServerMessage.Typing m ->
                new FrameWriter("typing").text(Field.ROOM, m.room()).text(Field.FROM, m.from());
            case ServerMessage.Deleted m ->
                new FrameWriter("deleted").text(Field.ROOM, m.room()).position(new Position(m.epoch(), m.offset()));
            case ServerMessage.Pong m -> new FrameWriter("pong");
            case ServerMessage.Refused m -> refused(m);
            case ServerMessage.Bye m ->
                new FrameWriter("bye").text(Field.CODE, m.code().wire()).text(Field.TEXT, m.text());
        };
    }

    private static FrameWriter backlog(FrameWriter frame, Backlog backlog) throws IOException {
        return frame.text(Field.EPOCH, backlog.epoch())
                .count(Field.OFFSET, backlog.offset())
                .flag(Field.RECOVERED, backlog.recovered())
                .messages(backlog.messages())
                .counts(Field.REMOVED, backlog.removed());
    }

    private static FrameWriter refused(ServerMessage.Refused m) throws IOException {
        FrameWriter frame = new FrameWriter("error")
                .text(Field.CODE, m.code().wire())
                .text(Field.TEXT, m.text())
                .text(Field.REQUEST, m.request())
                .text(Field.ID, m.id())
                .text(Field.ROOM, m.room());
        return m.retryMillis() == 0 ? frame : frame.count(Field.RETRY_MILLIS, m.retryMillis());
    }
}
