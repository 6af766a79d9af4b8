package dev.sluice.chat.net;

import dev.sluice.chat.auth.Excess;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.hub.Client;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.hub.Session;
import dev.sluice.chat.hub.Shard;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ProtocolException;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its first byte to its last. All but the methods of {@link Client} is done by its event loop.
 *
 * <p>Its outbox is that of Netty's channel: what the socket doesn't take stays there. It is bounded by bytes, looked at after each flush;
 * and by age, which a mark tells that is put behind what waits, and is written after it.
 *
 * <p>There is no timer for it: the {@linkplain SocketShard shard} looks at all connections now and then, by {@link #tick}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class Connection implements Client {
    private enum Phase {
        /** Requests are read, and answered. */
        HTTP,
        /** Messages are read and sent. */
        OPEN,
        /** The last frame was sent. Nothing is handled any more, and nothing sent. */
        ENDING
    }

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Channel channel;
    private final SocketShard shard;
    private final Hub hub;
    private final Intake intake;
    private final Limits limits;
    private final NetMeters meters;
    private final NetOptions.Times times;

    private Phase phase = Phase.HTTP;
    private @Nullable Session session;
    private boolean writing;
    private final Excess excess = new Excess();

    // What the next look is for: in HTTP and ENDING the end; in OPEN the hello, and then pings.
    private long dueNanos;
    private long pingNanos;
    private boolean pinged;
    private long markedNanos;
    private boolean marked;

    Connection(Channel channel, SocketShard shard, Hub hub, Limits limits, NetMeters meters, NetOptions.Times times) {
        this.channel = channel;
        this.shard = shard;
        this.hub = hub;
        this.intake = new Intake(channel, hub);
        this.limits = limits;
        this.meters = meters;
        this.times = times;
        expectRequest();
        shard.add(this);
    }

    /** Says that the time for the next request begins. */
    void expectRequest() {
        dueNanos = System.nanoTime() + times.request().toNanos();
    }

    /** Says that the connection speaks the protocol from now on. */
    void open() {
        phase = Phase.OPEN;
        session = hub.connect(this);
        long now = System.nanoTime();
        dueNanos = now + times.hello().toNanos();
        pingNanos = now;
    }

    /** Says that the connection has ended. */
    void ended() {
        shard.remove(this);
        phase = Phase.ENDING;
        if (session != null) {
            hub.gone(session);
        }
    }

    void close() {
        channel.close();
    }

    // What the hub asks for

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public void end(ByeCode why, String text) {
        shard.end(this, why, text);
    }

    @Override
    public void holdReading(boolean hold) {
        intake.hold(hold);
    }

    // What comes

    /** Handles a whole message. */
    void received(byte[] text) {
        if (phase != Phase.OPEN || session == null) {
            return;
        }
        meters.in.increment();
        alive();
        boolean allowed = mayGoOn();
        try {
            ClientMessage message = ClientCodec.decode(text);
            if (allowed) {
                intake.give(session, message);
            } else {
                session.refuse(
                        message,
                        new Refusal(ErrorCode.RATE_LIMITED, "you send too much; say it again in a second", RETRY));
            }
        } catch (ProtocolException e) {
            shard.send(List.of(ServerCodec.encode(e.refusal())), List.of(this), null);
        }
    }

    /** Counts something that has come, and returns whether it may have an effect. A client that goes on too long is sent away. */
    boolean mayGoOn() {
        if (session == null || limits.allowsClient(session.rateKey())) {
            return true;
        }
        meters.rateLimited.increment();
        if (excess.note(System.nanoTime()) && phase == Phase.OPEN) {
            evict(ByeCode.FLOODING, "too many messages, for " + Excess.SECONDS + " seconds in a row");
        }
        return false;
    }

    /** Notes a sign of life. */
    void alive() {
        pinged = false;
    }

    /** Replies to a close frame, and closes. */
    void closed(int code) {
        if (phase == Phase.OPEN) {
            phase = Phase.ENDING;
            var answer =
                    code == 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(new WebSocketCloseStatus(code, ""));
            channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    /** Ends the connection since the client breaks the rules of WebSocket. */
    void fail(int code, String text) {
        if (phase == Phase.OPEN) {
            meters.evicted("protocol");
            sayClose(new WebSocketCloseStatus(code, text, false));
        }
    }

    // What goes

    /** Sends a control frame, if it is open. */
    void answer(WebSocketFrame frame) {
        if (phase == Phase.OPEN) {
            channel.write(frame, channel.voidPromise());
            flush();
        } else {
            frame.release();
        }
    }

    /** Writes frames that were encoded before, if it is open. The caller keeps its own hold of the buffer. */
    boolean write(ByteBuf frames) {
        if (phase != Phase.OPEN) {
            return false;
        }
        channel.write(frames.retainedDuplicate(), channel.voidPromise());
        if (!writing) {
            writing = true;
            shard.wrote(this);
        }
        return true;
    }

    /** Sends what was written, and looks at what is left. */
    void flush() {
        writing = false;
        channel.flush();
        if (phase == Phase.OPEN && !channel.isWritable()) {
            evict(
                    ByeCode.TOO_SLOW,
                    "more than " + channel.config().getWriteBufferHighWaterMark() + " bytes waited for you");
        }
    }

    /** Returns where the client is. */
    String address() {
        return String.valueOf(channel.remoteAddress());
    }

    long outboxBytes() {
        ChannelOutboundBuffer outbox = channel.unsafe().outboundBuffer();
        return outbox == null ? 0 : outbox.totalPendingWriteBytes();
    }

    private void evict(ByeCode why, String text) {
        meters.evicted(why);
        sayBye(why, text);
    }

    /** Sends the last message and the last frame. */
    void sayBye(ByeCode why, String text) {
        if (phase == Phase.OPEN) {
            channel.write(new TextWebSocketFrame(
                    Unpooled.wrappedBuffer(ServerCodec.encode(new ServerMessage.Bye(why, text)))));
            sayClose(
                    why == ByeCode.STOPPING
                            ? WebSocketCloseStatus.ENDPOINT_UNAVAILABLE
                            : WebSocketCloseStatus.POLICY_VIOLATION);
        } else if (phase == Phase.HTTP) {
            channel.close();
        }
    }

    private void sayClose(WebSocketCloseStatus status) {
        phase = Phase.ENDING;
        channel.writeAndFlush(new CloseWebSocketFrame(status));
        dueNanos = System.nanoTime() + times.close().toNanos();
        intake.end();
    }

    // Time

    /** Looks at what is due. */
    void tick(long now) {
        switch (phase) {
            case HTTP, ENDING -> {
                if (now - dueNanos >= 0) {
                    close();
                }
            }
            case OPEN -> tickOpen(now);
        }
    }

    private void tickOpen(long now) {
        if (session != null && !session.isGreeted() && now - dueNanos >= 0) {
            evict(ByeCode.HELLO_TIMEOUT, "no hello within " + times.hello().toSeconds() + " seconds");
        } else if (marked && now - markedNanos >= times.outboxAge().toNanos()) {
            evict(
                    ByeCode.TOO_SLOW,
                    "a message waited for you for " + times.outboxAge().toSeconds() + " seconds");
        } else if (pinged
                && intake.isReading()
                && now - pingNanos >= times.pong().toNanos()) {
            meters.evicted("no-pong");
            close();
        } else {
            mark(now);
            ping(now);
        }
    }

    private void mark(long now) {
        if (!marked && outboxBytes() > 0) {
            marked = true;
            markedNanos = now;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> marked = false);
        }
    }

    private void ping(long now) {
        if (!pinged && now - pingNanos >= times.ping().toNanos()) {
            pinged = true;
            pingNanos = now;
            channel.writeAndFlush(new PingWebSocketFrame());
        } else if (pinged && !intake.isReading()) {
            pingNanos = now; // what it has sent isn't read at present
        }
    }
}
