package dev.sluice.thumbs.gallery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The HTML of a gallery. A page is written once, by one thread. */
final class Page {
    /** How each page begins; what begins otherwise is none of this program's. */
    static final String BEGINNING = "<!doctype html>\n<!-- A gallery made by sluice thumbs. -->\n";

    private static final String STYLE = resource("gallery.css");
    private static final String SCRIPT = resource("gallery.js");

    /** Only the style and the script of this page count, so no name can bring in another one. */
    private static final String POLICY = "default-src 'none'; img-src 'self' file:; style-src '" + hash(STYLE)
            + "'; script-src '" + hash(SCRIPT) + "'; base-uri 'none'; form-action 'none'";

    private final Writer out;
    private final String title;

    Page(Writer out, @Nullable Object title) {
        this.out = out;
        this.title = Html.text(title == null ? "Gallery" : title);
    }

    /** Writes the page; the entries are sorted. */
    void write(List<Entry> entries, long left) throws IOException {
        head(entries.size() + left);
        Path folder = null;
        for (Entry entry : entries) {
            if (!entry.folder().equals(folder)) {
                out.write(folder == null ? "" : "</ul>\n</section>\n");
                folder = entry.folder();
                section(folder);
            }
            figure(entry);
        }
        out.write(folder == null ? "" : "</ul>\n</section>\n");
        if (left > 0) {
            out.write("<p class=\"more\">" + left + " more aren’t shown: a page has " + entries.size()
                    + " at most.</p>\n");
        }
        tail();
    }

    private void head(long photos) throws IOException {
        out.write(BEGINNING);
        out.write("""
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="%s">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <header><h1>%s</h1><p>%d %s</p></header>
                <main>
                """.formatted(POLICY, title, STYLE, title, photos, photos == 1 ? "photo" : "photos"));
    }

    private void section(Path folder) throws IOException {
        String name = folder.toString();
        out.write("<section>\n" + (name.isEmpty() ? "" : "<h2>" + Html.text(name) + "</h2>\n") + "<ul>\n");
    }

    private void figure(Entry entry) throws IOException {
        String name = Html.text(entry.name());
        out.write("<li><a href=\"" + Html.address(entry.large()) + "\" title=\"" + name + "\"><img src=\""
                + Html.address(entry.thumbnail()) + "\" alt=\"\" loading=\"lazy\" decoding=\"async\"><span>" + name
                + "</span></a></li>\n");
    }

    private void tail() throws IOException {
        out.write("""
                </main>
                <dialog aria-label="The picture large"><img alt="">
                <p><span class="name"></span><span class="place"></span></p>
                <button class="back" aria-label="Back">‹</button>
                <button class="next" aria-label="Next">›</button>
                <button class="close" aria-label="Close">×</button>
                </dialog>
                <script>%s</script>
                </body>
                </html>
                """.formatted(SCRIPT));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be read, though it is part of the program", e);
        }
    }

    private static String hash(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
