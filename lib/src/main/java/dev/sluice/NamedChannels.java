package dev.sluice;

import dev.sluice.internal.Runs;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

// Floor: channels
/** The channels that users have named, as long as they are used elsewhere, and those of pipelines, as long as these run. */
final class NamedChannels {
    private static final int LEAST_BETWEEN_SWEEPS = 1_024;

    // Guarded by the lock of this list.
    private static final List<WeakReference<Channel<?>>> CHANNELS = new ArrayList<>();

    private static int untilSweep = LEAST_BETWEEN_SWEEPS;

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

    /** Those that there are now: the users', in the order in which they were made, and then the runs'. */
    static List<Channel<?>> now() {
        var now = new ArrayList<Channel<?>>();
        synchronized (CHANNELS) {
            CHANNELS.stream().map(WeakReference::get).filter(Objects::nonNull).forEach(now::add);
        }
        Runs.channels().forEach(each -> now.add((Channel<?>) each));
        return now;
    }
}
