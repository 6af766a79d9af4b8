package dev.sluice.chat.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the page, from the class path. Each is read when it is first asked for. */
final class Page {
    /**
     * A file.
     *
     * @param type its media type
     * @param tag changes with its content
     */
    @SuppressWarnings("ArrayRecordComponent") // files aren't compared, and their content isn't changed
    record File(String type, String tag, byte[] content) {}

    private static final String FOLDER = "/dev/sluice/chat/page/";
    private static final Pattern NAME = Pattern.compile("/[a-z0-9-]{1,40}\\.([a-z0-9]{2,11})");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "webmanifest", "application/manifest+json");

    // Paths that name no file aren't kept, since anybody may ask for any number of them.
    private final Map<String, File> files = new ConcurrentHashMap<>();

    /** Returns the file at a path, or null. */
    @Nullable
    File find(String path) {
        String asked = path.equals("/") ? "/index.html" : path;
        File known = files.get(asked);
        if (known != null) {
            return known;
        }
        var name = NAME.matcher(asked);
        String type = name.matches() ? TYPES.get(name.group(1)) : null;
        if (type == null) {
            return null;
        }
        byte[] content = read(FOLDER + asked.substring(1)).orElse(null);
        if (content == null) {
            return null;
        }
        var file = new File(type, tag(content), content);
        files.put(asked, file);
        return file;
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + resource + " of the program", e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
