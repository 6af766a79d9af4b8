package dev.sluice.chat.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Serves requests, until one asks to speak the protocol. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is seen
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final WebSocketDecoderConfig DECODER = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(FrameHandler.MOST_BYTES)
            .closeOnProtocolViolation(false) // the frame handler does it, with the right code
            .build();

    private static final int KEY_BYTES = 16;
    private static final String TOO_MANY_OF_ADDRESS = "too many connections from your address";

    private final Connection connection;
    private final Visit visit;
    private final Origins origins;
    private final Routes routes;
    private final NetMeters meters;

    HttpFront(Connection connection, Visit visit, Origins origins, Routes routes, NetMeters meters) {
        this.connection = connection;
        this.visit = visit;
        this.origins = origins;
        this.routes = routes;
        this.meters = meters;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
            close(
                    context,
                    tooLong ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST,
                    tooLong ? "the request is too long" : "that is no HTTP request");
        } else if (visit.verdict() == Connections.Verdict.TOO_MANY_OF_ADDRESS) {
            close(context, HttpResponseStatus.TOO_MANY_REQUESTS, TOO_MANY_OF_ADDRESS);
        } else if (visit.verdict() != Connections.Verdict.WELCOME) {
            close(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections");
        } else if (Routes.path(request).equals("/ws")) {
            upgrade(context, request);
        } else {
            answer(context, request);
        }
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        FullHttpResponse response = routes.answer(request);
        boolean keepAlive = HttpUtil.isKeepAlive(request) && routes.isReady();
        HttpUtil.setKeepAlive(response, keepAlive);
        context.writeAndFlush(response).addListener(_ -> {
            if (keepAlive) {
                connection.expectRequest();
            } else {
                context.close();
            }
        });
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        String refusal = origins.refusal(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST));
        if (!routes.isReady()) {
            refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "the server is about to stop", "stopping");
        } else if (refusal != null) {
            refuse(context, HttpResponseStatus.FORBIDDEN, refusal, "origin");
        } else {
            String flaw = flaw(request);
            if (flaw != null) {
                refuse(context, HttpResponseStatus.BAD_REQUEST, flaw, "handshake");
            } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
                refuse(
                        context,
                        HttpResponseStatus.UPGRADE_REQUIRED,
                        "the version of WebSocket must be 13",
                        "handshake");
            } else if (!visit.admit(headers.getAll("X-Forwarded-For"))) {
                refuse(context, HttpResponseStatus.TOO_MANY_REQUESTS, TOO_MANY_OF_ADDRESS, "too-many");
            } else {
                open(context, request);
            }
        }
    }

    /** Returns what is wrong with a handshake, or null: RFC 6455, section 4.2.1. */
    private static @Nullable String flaw(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return "a WebSocket begins with a GET of HTTP/1.1";
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "this address is for WebSockets: the request needs 'Upgrade: websocket' and 'Connection: Upgrade'";
        }
        if (headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1
                || !isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return "Sec-WebSocket-Key must be 16 bytes in base64, once";
        }
        return null;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private void open(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        var handshaker = new WebSocketServerHandshaker13(null, null, DECODER);
        channel.pipeline().addLast(new Utf8FrameValidator(false), new FrameHandler(connection));
        handshaker.handshake(channel, request).addListener(done -> {
            if (done.isSuccess()) {
                connection.open();
                channel.pipeline().remove(this);
            } else {
                channel.close();
            }
        });
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String text, String reason) {
        meters.refused(reason);
        close(context, status, text);
    }

    private void close(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        FullHttpResponse response = Routes.text(status, text);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        HttpUtil.setKeepAlive(response, false);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // broken TLS, or a connection that was reset
    }
}
