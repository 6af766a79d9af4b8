package dev.sluice.chat.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends to a part of the clients. What it is given it sends in that order. */
public interface Shard {
    /**
     * Takes messages that are to be sent. Never waits: what a client doesn't take is the shard's to keep, or the client's end.
     *
     * @param messages the payloads of text frames, which aren't changed any more
     * @param to clients of this shard; not changed any more either, and the same list as before holds the same clients
     * @param except one that gets nothing
     */
    void send(List<byte[]> messages, List<Client> to, @Nullable Client except);
}
