package dev.sluice.chat.protocol;

import java.util.List;

/**
 * What a client gets of a sequence of messages when it joins it.
 *
 * @param epoch which sequence it is
 * @param offset the offset of the latest message, 0 if there is none
 * @param recovered whether {@code messages} is all that has come after the position that the client gave; otherwise it
 *     is the latest messages
 * @param messages messages in the order of their offsets
 */
public record Backlog(String epoch, long offset, boolean recovered, List<ServerMessage.Message> messages) {
    /** Creates a backlog with a copy of the list. */
    public Backlog {
        messages = List.copyOf(messages);
    }
}
