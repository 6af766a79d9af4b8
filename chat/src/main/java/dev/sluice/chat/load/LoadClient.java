package dev.sluice.chat.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.sync.Promise;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection. It reads the heads of frames, the first letter of a message's type, and, if it is one of those that
 * measure, the time in a message.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection, which is counted
final class LoadClient extends ByteToMessageDecoder {
    private static final int TYPE_AT = "{\"type\":\"".length();
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG_FRAME = 0x8a;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    /** What a client of the load does besides counting. */
    interface Role {
        /** A message of the load has come, that was due at that time. */
        void delivered(long dueNanos);

        /** A message of the load was refused. */
        void refused();
    }

    private final byte @Nullable [] hello;
    private final String room;
    private final Tally tally;
    private final @Nullable Role role;
    private final Role observer;
    private final Promise<LoadClient> ready = new Promise<>("a client of the load");
    private @Nullable Channel channel;

    /**
     * @param hello what it says first, or null if the server speaks no protocol
     * @param tally that of the event loop
     * @param role what it does with messages, or null if it only counts them
     * @param observer the role of the client that watches the room
     */
    LoadClient(byte @Nullable [] hello, String room, Tally tally, @Nullable Role role, Role observer) {
        this.hello = hello;
        this.room = room;
        this.tally = tally;
        this.role = role;
        this.observer = observer;
    }

    Promise<LoadClient> ready() {
        return ready;
    }

    /** Reads nothing any more; from any thread. */
    void stall() {
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(false);
        }
    }

    /** Sends a message, from any thread. */
    void say(Saying saying, long dueNanos, long number) {
        Channel open = channel;
        if (open != null && open.isActive()) {
            open.writeAndFlush(saying.frame(open.alloc(), dueNanos, number), open.voidPromise());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            // Netty takes its HTTP codec out in a task of the event loop; then its parsers of frames go too.
            ctx.executor().execute(() -> shakenHands(ctx));
        }
    }

    private void shakenHands(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(WebSocketClientProtocolHandler.class);
        ctx.pipeline().remove("ws-encoder");
        ctx.pipeline().remove("ws-decoder");
        channel = ctx.channel();
        if (hello == null) {
            ready.complete(this);
        } else {
            ctx.writeAndFlush(Saying.text(ctx.alloc(), hello));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= 2) {
            int start = in.readerIndex();
            int opcode = in.getByte(start) & OPCODE;
            int length = in.getByte(start + 1);
            int payload = start + 2;
            if (length == TWO_BYTES && in.readableBytes() >= 4) {
                length = in.getUnsignedShort(start + 2);
                payload += 2;
            } else if (length == EIGHT_BYTES && in.readableBytes() >= 10) {
                length = Math.toIntExact(in.getLong(start + 2));
                payload += 8;
            } else if (length >= TWO_BYTES) {
                return;
            }
            if (in.writerIndex() - payload < length) {
                return;
            }
            frame(ctx, opcode, in, payload, length);
            in.readerIndex(payload + length);
        }
    }

    private void frame(ChannelHandlerContext ctx, int opcode, ByteBuf in, int payload, int length) {
        if (opcode == PING) {
            byte[] data = new byte[length];
            in.getBytes(payload, data);
            ctx.writeAndFlush(Saying.frame(ctx.alloc(), PONG_FRAME, data));
        } else if (opcode == CLOSE) {
            tally.error("closed: " + (length > 2 ? in.toString(payload + 2, length - 2, UTF_8) : ""));
        } else if (hello == null) {
            texts(in, payload, payload + length);
        } else if (length > TYPE_AT) {
            message(ctx, (char) in.getByte(payload + TYPE_AT), in, payload, length);
        }
    }

    private void message(ChannelHandlerContext ctx, char type, ByteBuf in, int payload, int length) {
        switch (type) {
            case 'm' -> { // message
                tally.deliveries++;
                tally.bytes += length;
                if (role != null) {
                    int mark = in.indexOf(payload, payload + length, (byte) Saying.MARK);
                    role.delivered(mark < 0 ? 0 : Saying.due(in, mark));
                }
            }
            case 'a' -> tally.acknowledgements++; // ack
            case 'w' -> // welcome
                ctx.writeAndFlush(Saying.text(ctx.alloc(), ClientCodec.encode(new ClientMessage.Join(room, null))));
            case 'j' -> ready.complete(this); // joined
            case 'e', 'b' -> failed(in.toString(payload, length, UTF_8)); // error, bye
            default -> {}
        }
    }

    /** Counts the messages of a server without a protocol, which may put several into a frame. */
    private void texts(ByteBuf in, int from, int to) {
        tally.bytes += to - from;
        for (int mark = in.indexOf(from, to, (byte) Saying.MARK);
                mark >= 0;
                mark = in.indexOf(mark + 1, to, (byte) Saying.MARK)) {
            tally.deliveries++;
            if (role != null) {
                role.delivered(Saying.due(in, mark));
            }
        }
    }

    private void failed(String message) {
        tally.error(message);
        if (!ready.fail(new IOException("the server doesn't let a client in: " + message))) {
            observer.refused();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tally.closed++;
        ready.fail(new IOException("the server has closed the connection of a client"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        tally.error(String.valueOf(cause.getMessage()));
        ready.fail(cause);
        ctx.close();
    }
}
