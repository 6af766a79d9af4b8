package dev.sluice.inspect;

import java.io.IOException;
import java.net.URI;

/**
 * A view of the running program that {@code -Dsluice.live=PORT} starts with the program's first scope: the live page of {@code
 * sluice-observe}, or another one. It is found by {@link java.util.ServiceLoader}.
 */
public interface LiveView {
    /**
     * Starts the view. It must not keep the program from ending.
     *
     * @param port the port to listen at, 0 for any that is free; on the loopback address only
     * @return where it is to be seen
     * @throws IOException if the port can't be listened at
     */
    URI start(int port) throws IOException;
}
