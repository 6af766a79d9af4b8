package dev.sluice.chat.auth;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.store.StoreException;

/** Decides who comes in, and under which name. A gate is safe for use by any number of threads. */
public interface Gate {
    /**
     * What a client is let in with.
     *
     * @param name its name, as the server spells it
     * @param session the key that takes the name over again
     */
    record Admission(String name, String session) {}

    /**
     * Lets a client in, and waits for the store where that is needed.
     *
     * @param hello what the client says of itself
     * @return its name and key
     * @throws Refusal if it may not have the name
     * @throws StoreException if the store couldn't tell
     * @throws InterruptedException if interrupted; the name may have been claimed
     */
    Admission admit(ClientMessage.Hello hello) throws Refusal, StoreException, InterruptedException;

    /**
     * Returns whether a name belongs to a person, who may be away.
     *
     * @param name the name, as the server spells it
     * @return whether a message can be left for it; false if only another one's name looks like it
     */
    boolean knows(String name) throws StoreException, InterruptedException;
}
