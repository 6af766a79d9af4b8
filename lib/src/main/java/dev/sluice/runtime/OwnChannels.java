package dev.sluice.runtime;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Names for channels that the library makes for itself: messages and dumps show them where somebody waits at one, and lists of a
 * program's channels don't.
 */
public final class OwnChannels {
    private static @Nullable UnaryOperator<Object> unlister;

    private OwnChannels() {}

    /**
     * Says how options are changed so that their channels aren't listed. Called once, by the class of the channels, when it's loaded.
     *
     * @param how makes of options other options
     */
    public static void unlistBy(UnaryOperator<Object> how) {
        unlister = how;
    }

    /**
     * Returns options for channels that aren't listed.
     *
     * @param options the options of a channel with a name
     * @param <O> their type
     * @return the same but for that
     */
    @SuppressWarnings("unchecked")
    public static <O> O unlisted(O options) {
        UnaryOperator<Object> how = unlister; // set, as there are options
        if (how == null) {
            throw new IllegalArgumentException("not options of a channel: " + options);
        }
        return (O) how.apply(options);
    }
}
