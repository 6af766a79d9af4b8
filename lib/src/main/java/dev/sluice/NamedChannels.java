package dev.sluice;

import dev.sluice.internal.Runs;
import dev.sluice.internal.WeakList;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The channels that users have named, as long as they are used elsewhere; those of pools and subscriptions, until these are over; and
 * those of pipelines, as long as these run.
 */
final class NamedChannels {
    private static final class Entry extends WeakReference<Channel<?>> {
        private final boolean untilOver;

        Entry(Channel<?> channel, boolean untilOver) {
            super(channel);
            this.untilOver = untilOver;
        }

        @Nullable
        Channel<?> shown() {
            Channel<?> channel = get();
            return channel != null && untilOver && channel.isClosed() && channel.length() == 0 ? null : channel;
        }
    }

    private static final WeakList<Entry> CHANNELS = new WeakList<>();

    private NamedChannels() {}

    /**
     * Adds a channel.
     *
     * @param untilOver whether it is left out when it has ended and is empty, though it may still be referred to
     */
    static void add(Channel<?> channel, boolean untilOver) {
        Flight.isRecorded(); // so that its figures are recorded though nothing may ever park
        CHANNELS.add(new Entry(channel, untilOver));
    }

    /** Those that there are now: the users', in the order in which they were made, and then the runs'. */
    static List<Channel<?>> now() {
        var now = new ArrayList<Channel<?>>();
        for (Entry each : CHANNELS.copy()) {
            Channel<?> channel = each.shown();
            if (channel != null) {
                now.add(channel);
            }
        }
        Runs.channels().forEach(each -> now.add((Channel<?>) each));
        return now;
    }
}
