package dev.sluice.chat.auth;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A gate without a secret: a name belongs to the client that claims it first, and to those that know its session key.
 *
 * <p>The store claims all names that look alike together, so a name that looks like a claimed one is taken too. The spelling is part of
 * the key, so the holder of a name can't appear under one that only looks like it.
 */
public final class FirstCome implements Gate {
    private static final int KEY_BYTES = 24;
    private static final int MAX_KEY_LENGTH = 200;

    private final SecureRandom random = new SecureRandom();
    private final Store store;

    /**
     * Creates a gate.
     *
     * @param store keeps the claims, and knows by {@link Names#skeleton} which names look alike
     */
    public FirstCome(Store store) {
        this.store = store;
    }

    @Override
    public Admission admit(ClientMessage.Hello hello) throws Refusal, StoreException, InterruptedException {
        String name = Names.person(hello.name());
        String session = hello.session() == null ? newKey() : hello.session();
        if (session.length() > MAX_KEY_LENGTH) {
            throw new Refusal(ErrorCode.NAME_TAKEN, "session is not a key of this server");
        }
        if (!store.claim(name, session + " " + name)) {
            throw new Refusal(
                    ErrorCode.NAME_TAKEN,
                    "the name '" + name
                            + "', or one that looks like it, is taken; say hello with another one, or with its session key");
        }
        return new Admission(name, session);
    }

    @Override
    public boolean knows(String name) throws StoreException, InterruptedException {
        return store.isClaimed(name);
    }

    /** Returns a key that can't be guessed. */
    private String newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
