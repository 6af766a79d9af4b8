package dev.sluice.chat.net;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.protocol.ByeCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens at a port, and connects what comes there with the hub. Everything that belongs to a connection is done by one event loop of
 * Netty, and none of it waits.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
public final class SocketServer {
    private static final int BACKLOG = 4096;
    private static final int MOST_LINE = 4096;
    private static final int MOST_HEADERS = 8192;
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(3);

    private final NetOptions options;
    private final @Nullable Tls tls;
    private final Hub hub;
    private final Limits limits;
    private final NetMeters meters;
    private final Connections connections;
    private final Origins origins;
    private final Routes routes;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, SocketShard> shards = new HashMap<>();
    private volatile boolean ready = true;
    private @Nullable Channel listening;

    /**
     * Creates a server, which doesn't listen yet.
     *
     * @param options how connections are treated
     * @param tls what encrypts them, or null if they are plain
     * @param hub takes what clients send
     * @param limits how much that may be
     * @param registry takes what is measured
     * @param status what is said of the server to programs that watch it
     */
    public SocketServer(
            NetOptions options, @Nullable Tls tls, Hub hub, Limits limits, MeterRegistry registry, Status status) {
        this.options = options;
        this.tls = tls;
        this.hub = hub;
        this.limits = limits;
        this.meters = new NetMeters(registry);
        this.connections = new Connections(options.connections(), options.perAddress());
        this.origins = new Origins(options.origins(), options.onlyLoopback());
        this.routes = new Routes(new Page(), () -> ready, status);
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), io);
        for (EventExecutor loop : loops) {
            shards.put(
                    (EventLoop) loop,
                    new SocketShard((EventLoop) loop, meters, options.times().sweep()));
        }
        meters.watch(connections, shards.values());
    }

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws IOException if it can't; the message says what to do
     */
    public int listen() throws IOException {
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(kind())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, options.sendBufferBytes())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(options.outboxBytes() / 2, options.outboxBytes()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        begin(channel);
                    }
                });
        var bound = bootstrap
                .bind(new InetSocketAddress(options.address(), options.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            String reason = Objects.requireNonNullElse(bound.cause(), new IOException("unknown"))
                    .getMessage();
            throw new IOException(
                    "can't listen at %s port %d: %s; choose another by --port, or another address by --bind"
                            .formatted(options.address(), options.port(), reason),
                    bound.cause());
        }
        Channel channel = bound.channel();
        listening = channel;
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static Class<? extends ServerSocketChannel> kind() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private void begin(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        InetAddress address = remote == null ? null : remote.getAddress();
        var visit = new Visit(connections, options.proxies(), address);
        channel.closeFuture().addListener(_ -> visit.end());
        if (visit.verdict() != Connections.Verdict.WELCOME) {
            meters.refused("too-many");
        }
        if (visit.verdict() == Connections.Verdict.CLOSE) {
            channel.close();
            return;
        }
        SocketShard shard = Objects.requireNonNull(shards.get(channel.eventLoop()));
        var connection = new Connection(channel, shard, hub, limits, meters, options.times());
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.handler(channel.alloc(), options.times().request()));
        }
        pipeline.addLast(
                new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(MOST_LINE)
                        .setMaxHeaderSize(MOST_HEADERS)),
                new HttpObjectAggregator(0),
                new HttpFront(connection, visit, origins, routes, meters));
        channel.closeFuture().addListener(_ -> connection.ended());
    }

    /** Returns how many connections there are. */
    public int connections() {
        return connections.size();
    }

    /** Returns clients that hadn't taken all that was sent to them when they were last looked at; those with most first. */
    public List<SlowClient> slowClients() {
        return shards.values().stream()
                .flatMap(shard -> shard.slow().stream())
                .sorted(Comparator.comparingLong(SlowClient::bytes).reversed())
                .toList();
    }

    /** Takes no new clients any more, and says so to those that ask whether it is ready. */
    public void notReady() {
        ready = false;
    }

    /**
     * Says goodbye to all clients, lets what waits for them go out, for a few seconds at most, and ends. Once it has ended, this does
     * nothing.
     *
     * @throws InterruptedException if interrupted; what is left then ends by itself
     */
    public void close() throws InterruptedException {
        notReady();
        if (loops.isShuttingDown()) {
            return;
        }
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        shards.values()
                .forEach(shard -> shard.endAll(ByeCode.STOPPING, "the server is stopping; come back in a moment"));
        connections.awaitNone(LONGEST_DRAIN);
        shards.values().forEach(SocketShard::closeAll);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
}
