package dev.sluice.chat.load;

import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.Workers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The connections of a load, and what they have counted. Its event loops end when it is closed. */
final class Load implements AutoCloseable {
    private static final int AT_ONCE = 64; // connections that are being made
    private static final int MEASURING = 16; // clients of a room that measure, besides the observer
    private static final int LONGEST_FRAME = 1 << 24; // of a server without a protocol, which joins what it sends

    private static final Duration TOKEN_IS_VALID = Duration.ofDays(2); // longer than any run

    private final LoadPlan plan;
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, Tally> tallies = new ConcurrentHashMap<>();
    private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private final List<LoadRoom> rooms = new ArrayList<>();

    Load(LoadPlan plan) {
        this.plan = plan;
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(plan.threads(), handlers);
        for (int i = 0; i < plan.rooms(); i++) {
            String name = "load-" + run + "-" + i;
            rooms.add(new LoadRoom(name, new Saying(plan.raw() ? null : name, plan.bytes(), plan.acknowledged())));
        }
    }

    List<LoadRoom> rooms() {
        return rooms;
    }

    /** Connects all clients, those too that will never read, and waits until they are in their rooms. */
    void connect() throws InterruptedException {
        Pipeline.from(IntStream.range(0, plan.clients() + plan.stalled()).boxed())
                .forEach("connect", Workers.workers(AT_ONCE), this::connect)
                .run();
    }

    private void connect(int index) throws InterruptedException {
        EventLoop loop = loops.next();
        boolean stalls = index >= plan.clients();
        // What befalls a client that doesn't read is no error of the load.
        Tally tally = stalls ? new Tally() : tallies.computeIfAbsent(loop, _ -> new Tally());
        LoadRoom room = rooms.get(index % rooms.size());
        int place = index / rooms.size();
        LoadClient.Role role =
                place == 0 ? room.observer(tally) : place <= MEASURING && !stalls ? LoadRoom.measuring(tally) : null;
        byte[] hello = plan.raw() ? null : hello("load-" + run + "-" + index);
        var client = new LoadClient(hello, room.name(), tally, role, room.observer(tally));
        new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (plan.tls() != null) {
                            channel.pipeline()
                                    .addLast(plan.tls()
                                            .newHandler(
                                                    channel.alloc(),
                                                    plan.server().getHost(),
                                                    plan.port()));
                        }
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(LONGEST_FRAME),
                                        new WebSocketClientProtocolHandler(
                                                WebSocketClientHandshakerFactory.newHandshaker(
                                                        plan.server(),
                                                        WebSocketVersion.V13,
                                                        null,
                                                        false,
                                                        new DefaultHttpHeaders(),
                                                        LONGEST_FRAME)),
                                        client);
                    }
                })
                .connect(plan.address())
                .sync();
        client.ready().await();
        if (stalls) {
            client.stall();
        } else {
            room.add(client);
        }
    }

    private byte[] hello(String name) {
        try {
            String token = plan.tokens() == null ? null : plan.tokens().issue(name, TOKEN_IS_VALID);
            return ClientCodec.encode(new ClientMessage.Hello(name, token, null, null));
        } catch (Refusal e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what was counted since the last time that this was called, or since the beginning. */
    Tally take() throws InterruptedException {
        var sum = new Tally();
        for (Map.Entry<EventLoop, Tally> each : tallies.entrySet()) {
            try {
                sum.add(each.getKey().submit(each.getValue()::take).get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return sum;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the process ends after this
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
