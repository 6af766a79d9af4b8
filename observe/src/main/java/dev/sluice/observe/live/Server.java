package dev.sluice.observe.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.inspect.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Serves the page of one program. */
public final class Server implements AutoCloseable {
    /** Those that listen to the stream, and some that ask meanwhile. More are turned away. */
    private static final int MOST_THREADS = Feed.MOST_CLIENTS + 16;

    private static final long IDLE_SECONDS = 10;
    private static final long MOST_NANOS_TO_END = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable String token;
    private final Source source;
    private final Extras extras;
    private final HttpServer http;
    private final ExecutorService threads;
    private final Feed feed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts to serve.
     *
     * @param address where to listen; port 0 stands for any that is free
     * @param token what clients need to show, or null
     * @param source the program
     * @param extras what is shown besides
     * @throws IOException if the port can't be listened at
     */
    public Server(InetSocketAddress address, @Nullable String token, Source source, Extras extras) throws IOException {
        this.token = token;
        this.source = source;
        this.extras = extras;
        this.http = listen(address);
        this.feed = new Feed(this::frame);
        this.threads = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("sluice-live-", 0)
                        .inheritInheritableThreadLocals(false)
                        .factory());
        http.setExecutor(threads);
        http.createContext("/", this::handle)
                .getFilters()
                .add(new Guard(http.getAddress().getPort(), token));
        startAsDaemon(http);
    }

    private static HttpServer listen(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "port " + address.getPort() + " of " + address.getHostString() + " can't be listened at ("
                            + e.getMessage() + "); take another one, or 0 for any that is free",
                    e);
        }
    }

    /** The server's thread is a daemon if the one that starts it is: it must not keep the program from ending. */
    private static void startAsDaemon(HttpServer http) {
        Thread starter = Thread.ofPlatform().daemon().name("sluice-live-start").start(http::start);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException _) {
                interrupted = true; // it doesn't take long
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns where it listens.
     *
     * @return the address, with the port that was found
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /**
     * Returns where the page is to be seen, with its token.
     *
     * @return the address for a browser
     */
    public URI uri() {
        InetAddress at = address().getAddress();
        String host = at.isAnyLocalAddress() ? ownName() : at.getHostAddress();
        String port = ":" + address().getPort();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + port
                + (token == null ? "/" : "/?token=" + token));
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    /** Returns the stream. */
    Feed feed() {
        return feed;
    }

    /**
     * Ends the stream, as the program that is looked at has ended.
     *
     * @param reason what clients are told
     */
    public void end(String reason) {
        feed.end(reason(reason));
    }

    static String reason(String reason) {
        var json = new JsonText();
        return json.object(() -> json.field("reason", reason)).toString();
    }

    /** Ends the stream and all connections, and gives the port free. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // closing doesn't take long, and has to be done
        try {
            end("the live page was closed");
            feed.awaitEmpty(MOST_NANOS_TO_END);
            http.stop(0);
            threads.shutdownNow();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            route(exchange, exchange.getRequestURI().getPath());
        } catch (UncheckedIOException e) {
            Answer.error(exchange, 502, String.valueOf(e.getMessage())); // the program can't be reached
        }
    }

    private void route(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/events")) {
            events(exchange);
        } else if (path.equals("/look")) {
            Answer.json(exchange, frame());
        } else if (path.equals("/goroutines")) {
            Answer.json(exchange, goroutines(Query.of(exchange)));
        } else if (path.matches("/goroutine/[0-9]{1,18}")) {
            String found = source.goroutine(Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
            if (found.isEmpty()) {
                Answer.error(exchange, 404, "there is no such goroutine any more");
            } else {
                Answer.json(exchange, found);
            }
        } else if (path.matches("/picture/[0-9]{1,9}/.+")) {
            picture(exchange, path.split("/", 4));
        } else {
            asset(exchange, path);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        Feed.Client client = feed.enter();
        if (client == null) {
            Answer.error(exchange, 503, Feed.MOST_CLIENTS + " clients listen already, which is the most");
            return;
        }
        try {
            Answer.stream(exchange);
            feed.serve(client, exchange.getResponseBody());
        } catch (InterruptedException _) {
            // Closed, or slower than any client has reason to be.
        } finally {
            feed.leave(client);
        }
    }

    private String goroutines(Query query) {
        int from = query.number("from");
        return query.has("q")
                ? source.search(query.text("q"), from)
                : source.members(query.text("scope"), query.text("group"), query.text("startedAt"), from);
    }

    private void picture(HttpExchange exchange, String[] path) throws IOException {
        Extras.Picture picture = extras.picture(Integer.parseInt(path[2]), path[3]);
        if (picture == null) {
            Answer.error(exchange, 404, "there is no such picture any more");
        } else {
            Answer.bytes(exchange, 200, picture.type(), picture.read());
        }
    }

    private static void asset(HttpExchange exchange, String path) throws IOException {
        Assets.Asset asset = Assets.at(path);
        if (asset == null) {
            Answer.error(exchange, 404, "there is nothing at " + path);
        } else {
            Answer.bytes(exchange, 200, asset.type(), asset.read());
        }
    }

    private String frame() {
        return "{\"program\":" + source.program() + ",\"look\":" + source.digest() + ",\"panels\":" + extras.json()
                + "}";
    }
}
