package dev.sluice.thumbs.gallery;

import dev.sluice.thumbs.file.PartFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The photos of a run as a contact sheet: a page {@code index.html} beside the thumbnails, which needs no server.
 *
 * <p>A gallery is safe for use by any number of threads.
 */
public final class Gallery {
    /** The most photos that one page shows. */
    static final int MOST_PHOTOS = 50_000;

    private static final Set<String> SHOWN_BY_BROWSERS = Set.of("jpg", "jpeg", "png", "gif", "webp", "bmp", "avif");

    private final Path out;
    private final Path page;

    // Guarded by this.
    private final List<Entry> entries = new ArrayList<>();
    private long left;

    private Gallery(Path out) {
        this.out = out.toAbsolutePath().normalize();
        this.page = out.resolve("index.html");
    }

    /**
     * Begins a gallery.
     *
     * @param out the output folder, which need not exist
     * @return the gallery
     * @throws IOException if a page stands there that isn't a gallery
     */
    public static Gallery in(Path out) throws IOException {
        var gallery = new Gallery(out);
        gallery.requireReplaceable();
        return gallery;
    }

    /**
     * Adds a photo.
     *
     * @param small the name of the thumbnail that the sheet shows, relative to the output folder
     * @param large the name of the one that a click shows
     * @param photo a file that a click shows instead, if browsers can show it; or null
     */
    public synchronized void add(Path small, Path large, @Nullable Path photo) {
        if (entries.size() == MOST_PHOTOS) {
            left++;
            return;
        }
        entries.add(new Entry(small, photo != null && isShownByBrowsers(photo) ? relative(photo) : large));
    }

    /**
     * Writes the page.
     *
     * @return the page
     * @throws IOException if it can't be written, or isn't a gallery and stands there since the beginning
     */
    public synchronized Path write() throws IOException {
        requireReplaceable();
        Path part = PartFile.ofThisRun().in(out);
        try {
            try (var writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                entries.sort(null);
                new Page(writer, out.getFileName()).write(entries, left);
            }
            Files.move(part, page, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return page;
    }

    private void requireReplaceable() throws IOException {
        if (!Files.exists(page) || (Files.isRegularFile(page) && Files.size(page) == 0)) {
            return;
        }
        byte[] beginning = Page.BEGINNING.getBytes(StandardCharsets.UTF_8);
        try (var in = Files.newInputStream(page)) {
            if (!Arrays.equals(in.readNBytes(beginning.length), beginning)) {
                throw new IOException(
                        page + " exists and isn't a gallery of this program; use another --out, or move it away");
            }
        }
    }

    private Path relative(Path file) {
        return out.relativize(file.toAbsolutePath().normalize());
    }

    private static boolean isShownByBrowsers(Path photo) {
        String name = photo.getFileName().toString().toLowerCase(Locale.ROOT);
        return SHOWN_BY_BROWSERS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
