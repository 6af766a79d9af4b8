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
 * @param removed if it is recovered, the offsets of those whose content was removed among the messages that the client may have
 */
public record Backlog(
        String epoch, long offset, boolean recovered, List<ServerMessage.Message> messages, List<Long> removed) {
    /** Of how many messages up to the position of a client {@code removed} tells. */
    public static final int TOLD_REMOVED = 1_000;

    /** Creates a backlog with copies of the lists. */
    public Backlog {
        messages = List.copyOf(messages);
        removed = List.copyOf(removed);
    }
}
