package dev.sluice.thumbs;

import dev.sluice.observe.LivePage;
import dev.sluice.observe.Panel;
import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.report.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The live page of a run: the latest thumbnails, as far as they are files, and the latest failures. It is safe for use by any number of
 * threads.
 */
final class Live implements Journal.Listener {
    // Guarded by this.
    private final Deque<Panel.Picture> latest = new ArrayDeque<>();
    private final Deque<List<String>> failures = new ArrayDeque<>();
    private long made;

    /** Starts the page at a port of this machine. */
    LivePage start(int port) throws IOException {
        return LivePage.start(port)
                .add(Panel.pictures("Latest thumbnails", this::latest))
                .add(Panel.table("Failures", List.of("file", "what is wrong"), this::failures));
    }

    private synchronized List<Panel.Picture> latest() {
        return List.copyOf(latest);
    }

    private synchronized List<List<String>> failures() {
        return List.copyOf(failures);
    }

    @Override
    public synchronized void made(Journal.Made photo) {
        made++;
        photo.thumbnails().stream()
                .findFirst()
                .flatMap(thumbnail -> picture(photo, thumbnail))
                .ifPresent(picture -> putFirst(latest, picture, Panel.MOST_PICTURES));
    }

    private Optional<Panel.Picture> picture(Journal.Made photo, String thumbnail) {
        Optional<OutputFormat> format = Stream.of(OutputFormat.values())
                .filter(each -> each.isExtensionOf(thumbnail))
                .findFirst();
        if (format.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(thumbnail);
            return Optional.of(new Panel.Picture(
                    "t" + made, photo.photo(), format.get().mediaType(), () -> Files.readAllBytes(file)));
        } catch (InvalidPathException _) {
            return Optional.empty(); // it is in a bucket, or its name is no text
        }
    }

    @Override
    public synchronized void failed(String file, String reason) {
        putFirst(failures, List.of(file, reason), Panel.MOST_ROWS);
    }

    private static <T> void putFirst(Deque<T> all, T first, int most) {
        all.addFirst(first);
        if (all.size() > most) {
            all.removeLast();
        }
    }
}
