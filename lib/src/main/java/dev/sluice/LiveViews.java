package dev.sluice;

import dev.sluice.inspect.LiveView;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

// Floor: reports
/** Starts the live view that {@code -Dsluice.live} asks for, and says in the log where it is or why there is none. */
final class LiveViews {
    private static final String LOGGER = "dev.sluice.live";
    private static final int MOST_PORT = 0xFFFF;

    private LiveViews() {}

    static void start(String port) {
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            warn("it must be from 0 to " + MOST_PORT + ", was " + port, null);
            return;
        }
        try {
            LiveView view = ServiceLoader.load(LiveView.class, LiveView.class.getClassLoader())
                    .findFirst()
                    .orElse(null);
            if (view == null) {
                warn("no live view is there; add dev.sluice:sluice-observe to the class path or module path", null);
                return;
            }
            URI at = view.start(Integer.parseInt(port));
            System.getLogger(LOGGER).log(Level.INFO, "this program is to be seen at " + at);
        } catch (IOException | RuntimeException | ServiceConfigurationError e) {
            warn("the live view can't be started: " + e.getMessage(), e);
        }
    }

    private static void warn(String why, @Nullable Throwable thrown) {
        System.getLogger(LOGGER).log(Level.WARNING, "-D" + Reports.LIVE_PROPERTY + ": " + why, thrown);
    }
}
