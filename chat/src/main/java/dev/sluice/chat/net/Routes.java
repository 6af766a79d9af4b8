package dev.sluice.chat.net;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What there is to get besides the protocol: the page, and what watches the server. */
final class Routes {
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Page page;
    private final BooleanSupplier ready;
    private final Status status;

    /**
     * Creates routes.
     *
     * @param page the files of the page
     * @param ready whether new clients are taken
     * @param status what else is said of the server
     */
    Routes(Page page, BooleanSupplier ready, Status status) {
        this.page = page;
        this.ready = ready;
        this.status = status;
    }

    boolean isReady() {
        return ready.getAsBoolean();
    }

    static String path(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    FullHttpResponse answer(FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            FullHttpResponse response = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are allowed");
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return response;
        }
        FullHttpResponse response = find(request);
        return head ? withoutContent(response) : response;
    }

    private FullHttpResponse find(FullHttpRequest request) {
        return switch (path(request)) {
            case "/healthz" -> text(HttpResponseStatus.OK, "ok");
            case "/readyz" -> readiness();
            case "/metrics" ->
                response(
                        HttpResponseStatus.OK,
                        "text/plain; version=0.0.4; charset=utf-8",
                        status.metrics().get().getBytes(StandardCharsets.UTF_8));
            default -> file(request);
        };
    }

    /** A server that can't store anything is ready: it takes clients, and serves what it has. Another one wouldn't have more. */
    private FullHttpResponse readiness() {
        if (!isReady()) {
            return text(HttpResponseStatus.SERVICE_UNAVAILABLE, "stopping");
        }
        return text(
                HttpResponseStatus.OK,
                status.inTrouble().getAsBoolean()
                        ? "ready, but in trouble: messages couldn't be stored at the last try; the log says why"
                        : "ready");
    }

    private FullHttpResponse file(FullHttpRequest request) {
        Page.File file = page.find(path(request));
        if (file == null) {
            return text(HttpResponseStatus.NOT_FOUND, "there is nothing at this address; the chat is at /");
        }
        boolean known = file.tag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        FullHttpResponse response = known
                ? response(HttpResponseStatus.NOT_MODIFIED, null, new byte[0])
                : response(HttpResponseStatus.OK, file.type(), file.content());
        response.headers()
                .set(HttpHeaderNames.ETAG, file.tag())
                .set(
                        HttpHeaderNames.CACHE_CONTROL,
                        HttpHeaderValues.NO_CACHE); // to be asked for each time, and mostly unchanged
        return response;
    }

    /** Returns a response that says something to people. */
    static FullHttpResponse text(HttpResponseStatus status, String text) {
        FullHttpResponse response =
                response(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, @Nullable String type, byte[] content) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
        HttpHeaders headers = response.headers();
        headers.set("Content-Security-Policy", CONTENT_POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        if (type != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
            HttpUtil.setContentLength(response, content.length);
        }
        return response;
    }

    private static FullHttpResponse withoutContent(FullHttpResponse response) {
        FullHttpResponse bare = response.replace(Unpooled.EMPTY_BUFFER); // with the length that a GET would have
        response.release();
        return bare;
    }
}
