package dev.sluice.thumbs.gallery;

import dev.sluice.thumbs.file.Printable;
import java.nio.file.Path;

/** Names as they may stand in a page: as text, in an attribute, and as the address of a file. */
final class Html {
    private Html() {}

    /** Returns text for an element or for an attribute in quotes. */
    static String text(Object text) {
        String safe = Printable.of(text);
        var escaped = new StringBuilder(safe.length() + 16);
        for (int i = 0; i < safe.length(); i++) {
            char each = safe.charAt(i);
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(each);
            }
        }
        return escaped.toString();
    }

    /**
     * Returns the address of a file, for an attribute in quotes. It is relative and begins with a dot, so that no name can be taken
     * for a scheme, such as {@code javascript:}, or for a host.
     */
    static String address(Path relative) {
        Path root = Path.of("").toAbsolutePath().getRoot();
        var address = new StringBuilder(".");
        for (Path name : relative) {
            String uri = root.resolve(name).toUri().getRawPath(); // has all bytes of a name that isn't text, too
            String escaped =
                    uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri; // where there is such a folder
            address.append(isParent(name) ? "/.." : escaped);
        }
        return text(address);
    }

    private static boolean isParent(Path name) {
        return name.toString().equals("..");
    }
}
