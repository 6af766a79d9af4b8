package dev.sluice.internal;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the library's other packages do with channels, and users can't: the door to the class of the channels, which opens it. */
public final class OwnChannels {
    /** What the class of the channels does. It is typed by {@code Object}, since this package doesn't know the channels. */
    public interface Door {
        /**
         * Returns options of channels that aren't listed, as {@link OwnChannels#unlisted} says.
         *
         * @param options options of channels
         * @return options of the same type
         */
        Object unlisted(Object options);

        /**
         * Returns options of channels that are listed until they are over, as {@link OwnChannels#listedUntilOver} says.
         *
         * @param options options of channels
         * @return options of the same type
         */
        Object listedUntilOver(Object options);

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
     * Returns options for channels that lists of a program's channels don't show; messages and dumps show their name where a goroutine
     * waits at one.
     *
     * @param options the options of a channel with a name
     * @param <O> their type
     * @return the same but for that
     */
    @SuppressWarnings("unchecked")
    public static <O> O unlisted(O options) {
        return (O) door(options).unlisted(options);
    }

    /**
     * Returns options for channels that lists of a program's channels show until they have ended and are empty, also where something
     * refers to them for longer.
     *
     * @param options the options of a channel with a name
     * @param <O> their type
     * @return the same but for that
     */
    @SuppressWarnings("unchecked")
    public static <O> O listedUntilOver(O options) {
        return (O) door(options).listedUntilOver(options);
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
            throw new IllegalArgumentException("not of channels: " + channel);
        }
        return open;
    }
}
