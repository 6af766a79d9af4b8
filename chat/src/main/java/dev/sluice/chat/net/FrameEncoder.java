package dev.sluice.chat.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.util.List;

/** Encodes messages as frames once, for all clients that get them. Used by one thread. */
final class FrameEncoder {
    /** The longest header of a frame that isn't masked. */
    private static final int HEADER = 10;

    private final EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));

    /** Returns a buffer with a text frame for each message, which the caller has to release. */
    ByteBuf encode(List<byte[]> messages) {
        int size = 0;
        for (byte[] message : messages) {
            size += message.length + HEADER;
        }
        ByteBuf frames = encoder.alloc().directBuffer(size);
        for (byte[] message : messages) {
            encoder.writeOutbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)));
            for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
                frames.writeBytes(part);
                part.release();
            }
        }
        return frames;
    }
}
