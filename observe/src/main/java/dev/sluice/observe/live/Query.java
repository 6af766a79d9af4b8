package dev.sluice.observe.live;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The parameters of a request. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    private Query() {}

    /** Reads them; of a parameter that comes twice, the first counts. */
    static Query of(HttpExchange exchange) {
        var query = new Query();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String each : raw == null ? new String[0] : raw.split("&")) {
            int end = each.indexOf('=');
            query.values.putIfAbsent(
                    decoded(end < 0 ? each : each.substring(0, end)), end < 0 ? "" : decoded(each.substring(end + 1)));
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // a % that means itself
        }
    }

    /** Returns a parameter, empty if it isn't there. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** Returns a parameter as a number; 0 if it isn't there or is none. */
    int number(String name) {
        String text = text(name);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }
}
