package dev.sluice.thumbs;

import dev.sluice.observe.LivePage;
import dev.sluice.observe.Panel;
import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.report.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The live page of a run: the latest thumbnails, as far as they are files, and the latest failures. The thumbnails change only every few
 * seconds, however many are made: people want to see them, and the browser has to fetch them. It is safe for use by any number of threads.
 */
final class Live implements Journal.Listener {
    private static final int SHOWN = 24;
    private static final long NANOS_SHOWN = Duration.ofSeconds(3).toNanos();

    private volatile Supplier<List<List<String>>> workers = List::of;

    // Guarded by this.
    private final Deque<Panel.Picture> latest = new ArrayDeque<>();
    private List<Panel.Picture> shown = List.of();
    private long shownSince;
    private final Deque<List<String>> failures = new ArrayDeque<>();
    private long made;

    /** Shows the workers of other machines. */
    void show(Elsewhere elsewhere) {
        workers = elsewhere::workers;
    }

    /** Starts the page at a port of this machine, with a table of workers if they are on other machines. */
    LivePage start(int port, boolean withWorkers) throws IOException {
        LivePage page = LivePage.start(port);
        if (withWorkers) {
            page = page.add(Panel.table(
                    "Workers", List.of("machine", "process", "at once", "begun", "failed"), () -> workers.get()));
        }
        return page.add(Panel.pictures("Latest thumbnails", this::latest))
                .add(Panel.table("Failures", List.of("file", "what is wrong"), this::failures));
    }

    private synchronized List<Panel.Picture> latest() {
        long now = System.nanoTime();
        if (shown.size() < SHOWN || now - shownSince >= NANOS_SHOWN) {
            shown = List.copyOf(latest);
            shownSince = now;
        }
        return shown;
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
                .ifPresent(picture -> putFirst(latest, picture, SHOWN));
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
                    "t" + made,
                    photo.photo().replaceFirst("^.*/", ""),
                    format.get().mediaType(),
                    () -> Files.readAllBytes(file)));
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
