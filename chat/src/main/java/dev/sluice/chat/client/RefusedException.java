package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import java.io.Serial;

/** The server has refused what was said. */
public final class RefusedException extends ChatException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RefusedException(ServerMessage.Refused refusal) {
        super(refusal.text());
        this.code = refusal.code();
    }

    /** Returns why. */
    public ErrorCode code() {
        return code;
    }
}
