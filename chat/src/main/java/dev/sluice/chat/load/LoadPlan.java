package dev.sluice.chat.load;

import dev.sluice.chat.auth.Tokens;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a load consists of.
 *
 * @param server the address of the WebSocket
 * @param tls what encrypts the connections, or null
 * @param tokens makes the tokens of the clients, or null if the server asks for none
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
        @Nullable SslContext tls,
        @Nullable Tokens tokens,
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
    private static final int HTTPS_PORT = 443;

    InetSocketAddress address() {
        return new InetSocketAddress(server.getHost(), port());
    }

    int port() {
        int usual = tls == null ? HTTP_PORT : HTTPS_PORT;
        return server.getPort() < 0 ? usual : server.getPort();
    }

    boolean isSilent() {
        return rate == 0 && inFlight == 0;
    }
}
