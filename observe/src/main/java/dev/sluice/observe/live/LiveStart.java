package dev.sluice.observe.live;

import dev.sluice.inspect.LiveView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** The page that {@code -Dsluice.live=PORT} starts. */
public final class LiveStart implements LiveView {
    /** Creates the start of a page. */
    public LiveStart() {}

    @Override
    public URI start(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Server(address, null, new ThisProgram(), Extras.NONE).uri();
    }
}
