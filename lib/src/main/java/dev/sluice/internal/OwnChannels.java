package dev.sluice.internal;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the library's other packages do with channels, and users can't: the door to the class of the channels, which opens it. */
public final class OwnChannels {
    /** What the class of the channels does. It is typed by {@code Object}, since this package doesn't know the channels. */
    public interface Door {
        /**
         * Names a channel, as {@link OwnChannels#named} says.
         *
         * @param channel a channel
         * @param name the name
         * @return a new channel of the same type
         */
        Object named(Object channel, String name);

        /**
         * Connects a channel with what is upstream of it, as {@link OwnChannels#connect} says.
         *
         * @param output a channel
         * @param inputs keeps the supplier until the channel ends
         */
        void connect(Object output, Supplier<? extends List<?>> inputs);
    }

    private static @Nullable Door door;

    private OwnChannels() {}

    /**
     * Opens the door. Called once, by the class of the channels, when it's loaded.
     *
     * @param to what that class does
     */
    public static void open(Door to) {
        door = to;
    }

    /**
     * Returns a new channel like this one with a name: messages and dumps show it where a goroutine waits at the channel, and lists
     * of a program's channels don't.
     *
     * @param channel a channel
     * @param name the name
     * @param <C> its type
     * @return a new channel
     */
    @SuppressWarnings("unchecked")
    public static <C> C named(C channel, String name) {
        return (C) door(channel).named(channel, name);
    }

    /**
     * Has channels cancelled when another has ended, in whichever way; at once if it has. Those that have ended themselves are
     * left alone.
     *
     * @param output the channel: the output of a stage
     * @param inputs returns those to be cancelled, the inputs of that stage; called in the thread that has ended the channel, without a
     *     lock; must not throw
     */
    public static void connect(Object output, Supplier<? extends List<?>> inputs) {
        door(output).connect(output, inputs);
    }

    /** Returns the door, which is open as there is a channel. */
    private static Door door(Object channel) {
        Door open = door;
        if (open == null) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        return open;
    }
}
