package dev.sluice.chat.net;

import java.time.Duration;
import java.util.Set;

/**
 * How the transport treats connections.
 *
 * @param address what to listen at: a host name or an IP address
 * @param port the port; 0 for any that is free
 * @param origins which pages may connect, besides those of the host itself
 * @param proxies which reverse proxies are believed whose requests they pass on
 * @param onlyLoopback whether requests must name this machine as their host, since only programs on it are to come in
 * @param connections how many connections there may be in all
 * @param perAddress how many of them may come from one address that isn't this machine
 * @param outboxBytes how much may wait for a client
 * @param sendBufferBytes how much the kernel keeps for a client
 * @param times how long things may take
 */
public record NetOptions(
        String address,
        int port,
        Set<String> origins,
        Proxies proxies,
        boolean onlyLoopback,
        int connections,
        int perAddress,
        int outboxBytes,
        int sendBufferBytes,
        Times times) {
    /** Port 8080 of this machine. */
    public static final NetOptions DEFAULT = new NetOptions(
            "127.0.0.1", 8080, Set.of(), Proxies.NONE, true, 20_000, 200, 1 << 20, 128 << 10, Times.DEFAULT);

    /** Creates options with a copy of the set. */
    public NetOptions {
        origins = Set.copyOf(origins);
    }

    /**
     * How long things may take.
     *
     * @param request until a request is there, and its response taken
     * @param hello until the client has come in
     * @param ping between two pings
     * @param pong until the client shows that it is there
     * @param outboxAge how long something may wait for a client
     * @param close until a closed connection has ended
     * @param sweep between two looks at all that
     */
    public record Times(
            Duration request,
            Duration hello,
            Duration ping,
            Duration pong,
            Duration outboxAge,
            Duration close,
            Duration sweep) {
        /** What is usual. */
        public static final Times DEFAULT = new Times(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofMillis(500));
    }
}
