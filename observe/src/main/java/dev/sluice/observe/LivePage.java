package dev.sluice.observe;

import dev.sluice.observe.live.Server;
import dev.sluice.observe.live.ThisProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page in the browser that shows what this program does while it does it: its pipelines, its scopes and goroutines, its channels, its
 * policies, and what is wrong.
 *
 * {@snippet :
 * try (var page = LivePage.start(7070)) {
 *     System.err.println("see " + page.uri());
 *     serve();
 * }
 * }
 *
 * <p>Starting a program with {@code -Dsluice.live=7070} does the same without a line of code, from its first scope on.
 *
 * <p>The page is for this machine: it listens on the loopback address, and answers to no page of another origin. Any process that may connect to
 * that address can see what the page shows: names, stacks and figures, and no values. For other machines there is {@link
 * #start(InetSocketAddress, String)}, which asks for a token.
 *
 * <p>It costs nothing while nothing listens to it but two threads that wait: frames are made while a browser shows the page, about two a
 * second, for all browsers together. It works on platform threads of its own, so that it can be looked at when goroutines hold all
 * carriers; and it doesn't keep the program from ending.
 *
 * <p>It is safe for use by any number of threads.
 */
public final class LivePage implements AutoCloseable {
    private static final String TOKEN = "[A-Za-z0-9_-]{16,128}";

    private final Panels panels = new Panels();
    private final Server server;

    private LivePage(InetSocketAddress address, @Nullable String token) throws IOException {
        server = new Server(address, token, new ThisProgram(), panels);
    }

    /**
     * Starts a page for this machine.
     *
     * @param port the port to listen at, 0 for any that is free
     * @return the page
     * @throws IOException if the port can't be listened at
     * @throws IllegalArgumentException if the port isn't from 0 to 65535
     */
    public static LivePage start(int port) throws IOException {
        return new LivePage(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), null);
    }

    /**
     * Starts a page that asks for a token: for other machines, or other users of this one. What it sends isn't encrypted: put it behind
     * something that speaks TLS, or into a network that is trusted.
     *
     * @param address where to listen; port 0 stands for any that is free
     * @param token what has to be shown: from 16 to 128 letters, digits, {@code -} or {@code _}. A browser shows it by opening {@link #uri},
     *     and a program by a header, {@code Authorization: Bearer TOKEN}
     * @return the page
     * @throws IOException if the address can't be listened at
     * @throws IllegalArgumentException if the token has other characters, or is too short or too long
     */
    public static LivePage start(InetSocketAddress address, String token) throws IOException {
        if (!Objects.requireNonNull(token, "token").matches(TOKEN)) {
            throw new IllegalArgumentException(
                    "token must be from 16 to 128 letters, digits, - or _; it had " + token.length() + " characters");
        }
        return new LivePage(Objects.requireNonNull(address, "address"), token);
    }

    /**
     * Returns where the page is to be seen, with its token.
     *
     * @return the address for a browser
     */
    public URI uri() {
        return server.uri();
    }

    /**
     * Adds a panel at the end, from the next frame on.
     *
     * @param panel the panel
     * @return this page
     */
    public LivePage add(Panel panel) {
        panels.add(Objects.requireNonNull(panel, "panel"));
        return this;
    }

    /** Ends the page and its connections. Closing it again does nothing. */
    @Override
    public void close() {
        server.close();
    }

    /** Returns where it is, without the token, for people to read. */
    @Override
    public String toString() {
        return "live page at " + server.address();
    }
}
