package dev.sluice.runtime;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has to be left when a channel has ended: what its stage receives from. */
public final class Upstreams {
    private static @Nullable BiConsumer<Object, Supplier<? extends List<?>>> connector;

    private Upstreams() {}

    /**
     * Says how a channel is connected with what is upstream of it. Called once, by the class of the channels, when it's loaded.
     *
     * @param how keeps the supplier until the channel ends
     */
    public static void connectBy(BiConsumer<Object, Supplier<? extends List<?>>> how) {
        connector = how;
    }

    /**
     * Has channels cancelled when another has ended, in whichever way; at once if it has. Those that have ended themselves are
     * left alone.
     *
     * @param output the channel
     * @param inputs answers those to be cancelled, in the thread that has ended the channel, without a lock; must not throw
     */
    public static void connect(Object output, Supplier<? extends List<?>> inputs) {
        BiConsumer<Object, Supplier<? extends List<?>>> how = connector; // set, as there is a channel
        if (how == null) {
            throw new IllegalArgumentException("not a channel: " + output);
        }
        how.accept(output, inputs);
    }
}
