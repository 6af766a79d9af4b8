package dev.sluice.remote;

import io.nats.client.api.ServerInfo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server must have. */
record ServerVersion(int major, int minor) {
    /** The first version whose consumers this module can use; Debian 12 has it. */
    private static final ServerVersion NEEDED = new ServerVersion(2, 9);

    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})\\..*");

    /**
     * Checks a server.
     *
     * @throws UnsupportedServerException if it lacks something
     */
    static void require(ServerInfo server) {
        String where = server.getHost() + ":" + server.getPort();
        Optional<ServerVersion> version = of(server.getVersion());
        if (version.isEmpty() || !version.get().isEnough()) {
            throw new UnsupportedServerException("the NATS server at " + where + " has version " + server.getVersion()
                    + ", and " + NEEDED.major + "." + NEEDED.minor + " or newer is needed; upgrade it");
        }
        if (!server.isJetStreamAvailable()) {
            throw new UnsupportedServerException(
                    "the NATS server at " + where
                            + " runs without JetStream; start it with the option -js, or with `jetstream {}` in its configuration");
        }
    }

    private static Optional<ServerVersion> of(String text) {
        Matcher version = VERSION.matcher(text);
        return version.matches()
                ? Optional.of(new ServerVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    private boolean isEnough() {
        return major > NEEDED.major || (major == NEEDED.major && minor >= NEEDED.minor);
    }
}
