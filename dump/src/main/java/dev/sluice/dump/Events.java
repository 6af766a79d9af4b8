package dev.sluice.dump;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The events of the Flight Recorder that Sluice makes. */
final class Events {
    static final String CHANNEL_WAIT = "dev.sluice.ChannelWait";
    static final String SELECT_WAIT = "dev.sluice.SelectWait";
    static final String SCOPE_WAIT = "dev.sluice.ScopeWait";
    static final String GOROUTINE = "dev.sluice.Goroutine";
    static final String FAILURE = "dev.sluice.GoroutineFailure";
    static final String CANCEL = "dev.sluice.ContextCancel";
    static final String SWALLOWED = "dev.sluice.CancellationSwallowed";

    private static final String SCOPE = "dev.sluice.Scope";
    private static final String FLOW = "dev.sluice.ChannelFlow";

    private Events() {}

    /** Returns the settings of a recording of all that a report needs, and Mission Control shows. */
    static Map<String, String> settings(Duration threshold) {
        var settings = new HashMap<String, String>();
        for (String each : List.of(CHANNEL_WAIT, SELECT_WAIT, SCOPE_WAIT, GOROUTINE, SCOPE)) {
            settings.put(each + "#enabled", "true");
            settings.put(each + "#threshold", threshold.toNanos() + " ns");
        }
        for (String each : List.of(FAILURE, CANCEL, SWALLOWED, FLOW)) {
            settings.put(each + "#enabled", "true");
        }
        for (String each : List.of(CHANNEL_WAIT, SELECT_WAIT, SCOPE_WAIT, CANCEL)) {
            settings.put(each + "#stackTrace", "true");
        }
        settings.put(FLOW + "#period", "1 s");
        return settings;
    }
}
