package dev.sluice;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

// Floor: channels
/** The channels that users have named, as long as somebody else knows them. */
final class NamedChannels {
    private static final int LEAST_BETWEEN_SWEEPS = 1_024;

    // Guarded by the lock of this list.
    private static final List<WeakReference<Channel<?>>> CHANNELS = new ArrayList<>();

    private static int untilSweep = LEAST_BETWEEN_SWEEPS;

    static {
        Flight.atFirst(() -> ChannelEvents.register()); // not a method reference: the recorder may be absent
    }

    private NamedChannels() {}

    static void add(Channel<?> channel) {
        Flight.isRecorded(); // so that its figures are recorded though nothing may ever park
        synchronized (CHANNELS) {
            CHANNELS.add(new WeakReference<>(channel));
            if (--untilSweep <= 0) {
                CHANNELS.removeIf(each -> each.refersTo(null));
                untilSweep = Math.max(LEAST_BETWEEN_SWEEPS, CHANNELS.size());
            }
        }
    }

    /** Those that there are now, in the order in which they were made. */
    static List<Channel<?>> now() {
        synchronized (CHANNELS) {
            var now = new ArrayList<Channel<?>>(CHANNELS.size());
            CHANNELS.stream().map(WeakReference::get).filter(Objects::nonNull).forEach(now::add);
            return now;
        }
    }
}
