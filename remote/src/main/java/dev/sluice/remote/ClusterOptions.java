package dev.sluice.remote;

import dev.sluice.function.CheckReturnValue;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a NATS server or cluster.
 *
 * {@snippet :
 * try (var cluster = Cluster.at("tls://nats.example.com:4222").credentials(Path.of("photos.creds")).connect()) {
 *     …
 * }
 * }
 *
 * <p>Options are values: each method returns a changed copy. They are safe for use by any number of threads.
 *
 * @param servers addresses such as {@code nats://10.0.0.1:4222}, several with commas between; a cluster tells of its other servers
 * @param name what the server calls this connection in its reports
 * @param credentials a file with a JWT and an nkey, as {@code nsc} writes it, or null
 * @param tls the certificates to trust and to show, or null for those of the JDK; used where the address begins with {@code tls:}, or
 *     the server demands it
 */
@CheckReturnValue
public record ClusterOptions(
        String servers,
        String name,
        @Nullable Path credentials,
        @Nullable SSLContext tls) {
    /** Checks the values. */
    public ClusterOptions {
        Objects.requireNonNull(servers, "servers");
        Objects.requireNonNull(name, "name");
        if (servers.isBlank()) {
            throw new IllegalArgumentException("servers must name a server as in nats://127.0.0.1:4222, was empty");
        }
    }

    /**
     * Returns options with a name, which the server shows in its reports.
     *
     * @param name the name
     * @return a changed copy
     */
    public ClusterOptions named(String name) {
        return new ClusterOptions(servers, name, credentials, tls);
    }

    /**
     * Returns options with credentials.
     *
     * @param file a file with a JWT and an nkey, as {@code nsc} writes it
     * @return a changed copy
     */
    public ClusterOptions credentials(Path file) {
        return new ClusterOptions(servers, name, Objects.requireNonNull(file, "file"), tls);
    }

    /**
     * Returns options with certificates.
     *
     * @param context has the certificates to trust, and those to show
     * @return a changed copy
     */
    public ClusterOptions tls(SSLContext context) {
        return new ClusterOptions(servers, name, credentials, Objects.requireNonNull(context, "context"));
    }

    /**
     * Connects.
     *
     * @return the connection, which the caller must close
     * @throws RemoteException if no server can be reached, or none that lets this program in
     * @throws UnsupportedServerException if the server lacks what this module needs
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; there is no connection
     */
    public Cluster connect() throws InterruptedException {
        return Cluster.connect(this);
    }
}
