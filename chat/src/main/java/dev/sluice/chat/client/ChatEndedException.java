package dev.sluice.chat.client;

import java.io.Serial;

/** The server doesn't want the client, and it would be wrong to come back by itself. */
public final class ChatEndedException extends ChatException {
    @Serial
    private static final long serialVersionUID = 1L;

    ChatEndedException(String why) {
        super(why);
    }
}
