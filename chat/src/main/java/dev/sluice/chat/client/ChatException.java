package dev.sluice.chat.client;

import java.io.Serial;

/** The server doesn't do what the client asks for. */
public abstract sealed class ChatException extends Exception permits RefusedException, ChatEndedException {
    @Serial
    private static final long serialVersionUID = 1L;

    ChatException(String why) {
        super(why);
    }
}
