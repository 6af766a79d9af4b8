package dev.sluice.chat.hub;

import dev.sluice.chat.protocol.ByeCode;

/** A connection, as the hub sees it. No method waits, and any thread may call them. */
public interface Client {
    /** Returns what sends to this client, always the same. */
    Shard shard();

    /**
     * Ends the connection, with a last message that says why, behind all that was sent before. Ending it again does nothing.
     *
     * @param why what the client is told
     * @param text the same for people
     */
    void end(ByeCode why, String text);

    /**
     * Lets the connection read no more, or read again. What it has read already still comes.
     *
     * @param hold whether it is to stop
     */
    void holdReading(boolean hold);
}
