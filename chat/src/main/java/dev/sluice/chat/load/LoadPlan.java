package dev.sluice.chat.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * What a load consists of.
 *
 * @param server the address of the WebSocket
 * @param clients how many connections
 * @param stalled how many connections beyond those never read
 * @param rooms over how many rooms they are spread
 * @param rate messages a second in all; 0 keeps {@code inFlight} messages under way instead, or is silent if that is 0 too
 * @param inFlight how many messages are under way in each room
 * @param bytes the length of a message's text
 * @param acknowledged whether each message is to be acknowledged
 * @param raw whether the server speaks no protocol, and sends to all what one of them sends
 * @param threads the number of event loops
 * @param warmUp how long it runs before it is measured
 * @param measured how long it is measured
 */
record LoadPlan(
        URI server,
        int clients,
        int stalled,
        int rooms,
        double rate,
        int inFlight,
        int bytes,
        boolean acknowledged,
        boolean raw,
        int threads,
        Duration warmUp,
        Duration measured) {
    private static final int HTTP_PORT = 80;

    InetSocketAddress address() {
        return new InetSocketAddress(server.getHost(), server.getPort() < 0 ? HTTP_PORT : server.getPort());
    }

    boolean isSilent() {
        return rate == 0 && inFlight == 0;
    }
}
