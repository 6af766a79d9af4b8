package dev.sluice.thumbs;

import dev.sluice.remote.Cluster;
import dev.sluice.remote.ClusterOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the workers of other machines get their photos. */
final class NatsOptions {
    @Option(
            names = "--nats",
            paramLabel = "URL",
            description = "Have the thumbnails made by workers, which get the photos from this NATS server.")
    private @Nullable String servers;

    @Option(names = "--nats-credentials", paramLabel = "FILE", description = "A file with a JWT and an nkey.")
    private @Nullable Path credentials;

    /**
     * Returns how to reach the server, or null if none is named.
     *
     * @throws IllegalArgumentException if that makes no sense
     */
    @Nullable
    ClusterOptions cluster() {
        if (servers == null) {
            if (credentials != null) {
                throw new IllegalArgumentException("--nats-credentials needs --nats");
            }
            return null;
        }
        ClusterOptions options = Cluster.at(servers).named("sluice thumbs");
        return credentials == null ? options : options.credentials(credentials);
    }
}
