package dev.sluice.chat.protocol;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A frame is no message of the protocol. The message of the exception names the type or field. */
public final class ProtocolException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String request;
    private final @Nullable String id;
    private final @Nullable String room;

    ProtocolException(
            ErrorCode code, String text, @Nullable String request, @Nullable String id, @Nullable String room) {
        super(text, null, false, false); // no stack trace: a client decides how many of them there are
        this.code = code;
        this.request = request;
        this.id = id;
        this.room = room;
    }

    /** Returns what is wrong. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the error message that tells the client. */
    public ServerMessage.Refused refusal() {
        return new ServerMessage.Refused(code, String.valueOf(getMessage()), request, id, room, 0);
    }
}
