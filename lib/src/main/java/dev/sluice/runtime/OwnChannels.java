package dev.sluice.runtime;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Names for channels that the library makes for itself: messages and dumps show them where somebody waits at one, and lists of a
 * program's channels don't.
 */
public final class OwnChannels {
    private static @Nullable BiFunction<Object, String, Object> namer;

    private OwnChannels() {}

    /**
     * Says how a channel gets a name. Called once, by the class of the channels, when it's loaded.
     *
     * @param how makes of a channel and a name a new channel
     */
    public static void nameBy(BiFunction<Object, String, Object> how) {
        namer = how;
    }

    /**
     * Answers a new channel like this one with a name.
     *
     * @param channel a channel
     * @param name the name
     * @param <C> its type
     * @return a new channel
     */
    @SuppressWarnings("unchecked")
    public static <C> C named(C channel, String name) {
        BiFunction<Object, String, Object> how = namer; // set, as there is a channel
        if (how == null) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        return (C) how.apply(channel, name);
    }
}
