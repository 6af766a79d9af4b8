package dev.sluice.observe.live;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the page and those that have the token, and nothing else: no page of another origin, also where its name was made to mean this
 * machine.
 */
final class Guard extends Filter {
    /*
     * Without a token, the page is for the loopback address only. A page of a foreign origin whose name is bound to that address
     * (DNS rebinding) sends its own name as the host, and is refused for it. With a token it would lack the cookie, which belongs to the
     * name that the user has opened; so there any host will do, since the machine may have many.
     */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final int port;
    private final @Nullable String token;

    Guard(int port, @Nullable String token) {
        this.port = port;
        this.token = token;
    }

    @Override
    public String description() {
        return "host, origin, token and method";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            Answer.error(exchange, 405, "only GET is served here, was " + exchange.getRequestMethod());
        } else if (isForeign(headers)) {
            Answer.error(exchange, 403, "this page is served to itself only, by the name that it was opened with");
        } else if (token == null || hasToken(headers, token)) {
            chain.doFilter(exchange);
        } else if (isEqual(Query.of(exchange).text("token"), token)) {
            exchange.getResponseHeaders()
                    .set("Set-Cookie", cookie() + "=" + token + "; Path=/; HttpOnly; SameSite=Lax");
            Answer.redirect(exchange, "/");
        } else {
            Answer.error(exchange, 401, "a token is needed: open the address that the program has printed");
        }
    }

    private boolean isForeign(Headers headers) {
        String host = headers.getFirst("Host");
        if (host == null || (token == null && !isLoopback(host))) {
            return true;
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            return true;
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        return site != null && !OWN_SITE.contains(site) && !"navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
    }

    private boolean isLoopback(String host) {
        return LOOPBACK.stream().anyMatch(each -> host.equalsIgnoreCase(each + ":" + port))
                || (port == 80 && LOOPBACK.contains(host));
    }

    private boolean hasToken(Headers headers, String expected) {
        if (isEqual(headers.getFirst("Authorization"), "Bearer " + expected)) {
            return true;
        }
        List<String> cookies = headers.getOrDefault("Cookie", List.of());
        return cookies.stream()
                .flatMap(each -> List.of(each.split(";\\s*")).stream())
                .anyMatch(each -> isEqual(each, cookie() + "=" + expected));
    }

    /** Cookies aren't kept apart by ports, so the port is in the name. */
    private String cookie() {
        return "sluice-live-" + port;
    }

    /** Takes the same time wherever the two differ. */
    private static boolean isEqual(@Nullable String given, String expected) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
