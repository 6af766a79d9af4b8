package dev.sluice.chat.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which web pages may connect: those of the host that was asked, and those on a list. A browser says by the header {@code Origin}
 * where a page is from; a program that is no browser sends none, and may connect.
 */
final class Origins {
    private final Set<String> allowed;
    private final Set<String> allowedHosts;
    private final boolean onlyLoopback;

    Origins(Set<String> allowed, boolean onlyLoopback) {
        this.allowed = allowed.stream().map(Origins::plain).collect(Collectors.toUnmodifiableSet());
        this.allowedHosts = this.allowed.stream()
                .map(origin -> origin.substring(origin.indexOf("//") + 2))
                .collect(Collectors.toUnmodifiableSet());
        this.onlyLoopback = onlyLoopback;
    }

    /**
     * Returns why a request is refused, or null.
     *
     * @param origin the header {@code Origin}, if there is one
     * @param host the header {@code Host}
     */
    @Nullable
    String refusal(@Nullable String origin, @Nullable String host) {
        if (host == null) {
            return "the request has no Host";
        }
        String asked = host.toLowerCase(Locale.ROOT);
        // A page from elsewhere can have its own name resolved to this machine, and is of the same host then.
        if (onlyLoopback && !isLoopback(asked) && !allowedHosts.contains(asked)) {
            return "this server is for this machine only, and was asked as '" + host
                    + "'; start it with --origin for the address that people use";
        }
        if (origin == null) {
            return null;
        }
        String from = plain(origin);
        boolean sameHost = from.equals("http://" + asked) || from.equals("https://" + asked);
        return sameHost || allowed.contains(from)
                ? null
                : "pages from '" + origin + "' may not connect; start the server with --origin " + origin
                        + " to let them";
    }

    private static String plain(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean isLoopback(String host) {
        try {
            String name = new URI("http://" + host).getHost();
            return name != null
                    && (name.equals("localhost")
                            || name.endsWith(".localhost")
                            || name.equals("[::1]")
                            || name.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+"));
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
