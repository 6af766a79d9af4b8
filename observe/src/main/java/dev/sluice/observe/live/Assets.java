package dev.sluice.observe.live;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the page, and those of the charts, which come from another jar. */
final class Assets {
    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String CHARTS_HERE = "/uplot/";
    private static final Set<String> OF_CHARTS = Set.of("uPlot.esm.js", "uPlot.iife.min.js", "uPlot.min.css");
    private static final Pattern NAME = Pattern.compile("/(?<name>[a-z0-9-]+\\.(?<kind>html|css|js|svg|png|ico))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon");

    private Assets() {}

    /**
     * A file.
     *
     * @param type its media type
     */
    record Asset(String type, String resource) {
        byte[] read() throws IOException {
            // By the loader, since another module's resource isn't found by a class.
            try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException(resource + " isn't on the class path");
                }
                return in.readAllBytes();
            }
        }
    }

    /** Finds the file at a path; null if there is none. */
    static @Nullable Asset at(String path) {
        if (path.startsWith(CHARTS_HERE) && OF_CHARTS.contains(path.substring(CHARTS_HERE.length()))) {
            String name = path.substring(CHARTS_HERE.length());
            return new Asset(type(name.substring(name.lastIndexOf('.') + 1)), CHARTS + name);
        }
        Matcher matcher = NAME.matcher(path.equals("/") ? "/index.html" : path);
        if (!matcher.matches() || Assets.class.getResource(matcher.group("name")) == null) {
            return null;
        }
        return new Asset(type(matcher.group("kind")), "dev/sluice/observe/live/" + matcher.group("name"));
    }

    private static String type(String kind) {
        return TYPES.getOrDefault(kind, "application/octet-stream");
    }
}
