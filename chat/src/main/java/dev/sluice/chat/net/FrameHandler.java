package dev.sluice.chat.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the frames that Netty's decoder has found to be well-formed, and answers control frames. Where the client breaks a
 * rule, the connection ends with the close code that RFC 6455 asks for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** The most bytes of a message, in one frame or in several. */
    static final int MOST_BYTES = 64 << 10;

    private static final System.Logger LOG = System.getLogger("dev.sluice.chat");

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_TEXT = 1003;
    private static final int TOO_BIG = 1009;

    private final Connection connection;
    private @Nullable CompositeByteBuf fragments;

    FrameHandler(Connection connection) {
        this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> append(context, text);
            case ContinuationWebSocketFrame more -> append(context, more);
            case BinaryWebSocketFrame _ -> connection.fail(NOT_TEXT, "messages are text frames");
            case PingWebSocketFrame ping -> {
                connection.alive();
                if (connection.mayGoOn()) {
                    connection.answer(new PongWebSocketFrame(ping.content().retain()));
                }
            }
            case PongWebSocketFrame _ -> {
                connection.alive();
                connection.mayGoOn();
            }
            case CloseWebSocketFrame close -> close(close);
            default -> connection.fail(PROTOCOL_ERROR, "unknown frame");
        }
    }

    private void append(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (fragments == null && frame.isFinalFragment()) {
            connection.received(ByteBufUtil.getBytes(content));
            return;
        }
        CompositeByteBuf all = fragments == null ? context.alloc().compositeBuffer(Integer.MAX_VALUE) : fragments;
        fragments = all;
        if (all.readableBytes() + content.readableBytes() > MOST_BYTES) {
            connection.fail(TOO_BIG, "a message has at most " + MOST_BYTES + " bytes");
            forget();
            return;
        }
        if (!frame.isFinalFragment() && !connection.mayGoOn()) {
            return;
        }
        if (content.isReadable()) {
            all.addComponent(true, content.retain());
        }
        if (frame.isFinalFragment()) {
            byte[] text = ByteBufUtil.getBytes(all);
            forget();
            connection.received(text);
        }
    }

    private void forget() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    private void close(CloseWebSocketFrame close) {
        ByteBuf content = close.content();
        int code = content.isReadable() ? content.getUnsignedShort(content.readerIndex()) : 0;
        if (code != 0 && !mayBeSent(code)) {
            connection.fail(PROTOCOL_ERROR, "close code " + code + " must not be sent");
        } else {
            connection.closed(code);
        }
    }

    /** Returns whether a close frame may have this code: RFC 6455, section 7.4, and IANA's registry. */
    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable failure = cause instanceof io.netty.handler.codec.DecoderException && cause.getCause() != null
                ? cause.getCause()
                : cause;
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            connection.fail(broken.closeStatus().code(), broken.closeStatus().reasonText());
            return;
        }
        if (!(failure instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "a connection has failed", failure);
        }
        context.close();
    }
}
