package dev.sluice.chat.net;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as it is counted: with its address when it comes, or with the address that a trusted proxy says. Used by one event loop. */
final class Visit {
    private final Connections connections;
    private final Proxies proxies;
    private final @Nullable InetAddress proxy;
    private final Connections.Verdict verdict;
    private @Nullable InetAddress counted;

    /** Counts a connection that has come; it must {@link #end}. */
    Visit(Connections connections, Proxies proxies, @Nullable InetAddress address) {
        this.connections = connections;
        this.proxies = proxies;
        this.proxy = proxies.trust(address) ? address : null;
        this.counted = proxy == null ? address : null;
        this.verdict = connections.came(counted);
    }

    Connections.Verdict verdict() {
        return verdict;
    }

    /**
     * Counts a WebSocket that a proxy passes on.
     *
     * @param forwarded the values of {@code X-Forwarded-For}
     * @return whether its client may have one more; true if there is no proxy, since the connection was counted when it came
     */
    boolean admit(List<String> forwarded) {
        if (proxy == null || counted != null) {
            return true;
        }
        counted = proxies.client(proxy, forwarded);
        return connections.add(counted);
    }

    void end() {
        connections.left(counted);
    }
}
