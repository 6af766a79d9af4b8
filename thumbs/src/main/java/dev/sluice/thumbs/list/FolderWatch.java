package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.Reasons;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lists folders, and then goes on with what is new, changed or gone in them, until the thread is interrupted.
 *
 * <p>A folder is watched before it is listed, so nothing falls between the two; a file may come twice. A file is handed on
 * when its size and time have stayed the same for a while, so that one that is still being written isn't read half. Where the
 * system has lost events, all folders are listed again.
 *
 * <p>A watch is used by one thread.
 */
public final class FolderWatch implements Closeable {
    /** Hears of what is gone. */
    @FunctionalInterface
    public interface Gone {
        /**
         * Hears that a file or a folder is gone.
         *
         * @param name its path relative to its source; the empty path if anything may be gone
         * @throws InterruptedException if the thread is interrupted
         */
        void gone(Path name) throws InterruptedException;
    }

    /** How long a file must stay the same. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final long TICK_MILLIS = 100;

    private final List<FolderSource> sources;
    private final Finds finds;
    private final Gone gone;
    private final Duration quiet;
    private final WatchService events;
    private final Map<WatchKey, Folder> watched = new HashMap<>();
    private final Map<Path, Restless> restless = new LinkedHashMap<>();

    /** A folder of a source. */
    private record Folder(FolderSource source, Path name) {}

    /** A file that was changed a moment ago, as it was when it was looked at last. */
    private record Restless(
            Candidate candidate,
            @Nullable Long bytes,
            @Nullable Object modified,
            long sinceNanos) {}

    /**
     * Creates a watch.
     *
     * @param sources the folders
     * @param finds takes what is found
     * @param gone hears of what is gone
     * @throws IOException if the system can't watch anything
     */
    public FolderWatch(List<FolderSource> sources, Finds finds, Gone gone) throws IOException {
        this(sources, finds, gone, QUIET);
    }

    FolderWatch(List<FolderSource> sources, Finds finds, Gone gone, Duration quiet) throws IOException {
        this.sources = List.copyOf(sources);
        this.finds = finds;
        this.gone = gone;
        this.quiet = quiet;
        this.events = FileSystems.getDefault().newWatchService();
    }

    /**
     * Lists the folders and watches them.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void run() throws InterruptedException {
        listAll();
        while (true) {
            WatchKey key = restless.isEmpty() ? events.take() : events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            if (key != null) {
                handle(key);
            }
            handOnWhatIsQuiet();
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
    }

    private void listAll() throws InterruptedException {
        for (FolderSource source : sources) {
            list(source, Path.of(""));
        }
    }

    private void list(FolderSource source, Path folder) throws InterruptedException {
        source.walk(folder, entered -> watch(source, entered), new Finds() {
            @Override
            public void found(Candidate candidate) throws InterruptedException {
                if (isYoung(candidate)) {
                    disturb(candidate);
                } else {
                    finds.found(candidate);
                }
            }

            @Override
            public void failed(String place, String reason) throws InterruptedException {
                finds.failed(place, reason);
            }

            @Override
            public void passedLinkedFolder() {
                finds.passedLinkedFolder();
            }
        });
    }

    private void watch(FolderSource source, Path folder) throws InterruptedException {
        Path path = source.root().resolve(folder);
        try {
            WatchKey key = path.register(
                    events,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(key, new Folder(source, folder));
        } catch (IOException e) {
            finds.failed(
                    path.toString(),
                    "can't be watched: " + Reasons.of(e) + "; on Linux, fs.inotify.max_user_watches may be too low");
        }
    }

    private void handle(WatchKey key) throws InterruptedException {
        Folder folder = watched.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                listAll();
                gone.gone(Path.of(""));
            } else if (folder != null && event.context() instanceof Path last) {
                handle(folder.source(), folder.name().resolve(last), event.kind());
            }
        }
        if (!key.reset()) {
            watched.remove(key);
        }
    }

    private void handle(FolderSource source, Path name, WatchEvent.Kind<?> kind) throws InterruptedException {
        Path path = source.root().resolve(name);
        BasicFileAttributes attributes = attributes(path, LinkOption.NOFOLLOW_LINKS);
        if (attributes == null) {
            forget(source, name);
            restless.remove(path);
            gone.gone(name);
        } else if (attributes.isDirectory()) {
            if (kind == StandardWatchEventKinds.ENTRY_CREATE
                    && source.selection().takesFolder(name)) {
                list(source, name);
            }
        } else if (source.takesFile(name) && !Files.isDirectory(path)) {
            disturb(new Candidate(new FileOriginal(path), name, false));
        }
    }

    /** The keys of a folder that was moved away would go on to tell of it, under its old name. */
    private void forget(FolderSource source, Path name) {
        for (Iterator<Map.Entry<WatchKey, Folder>> entries = watched.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<WatchKey, Folder> entry = entries.next();
            Folder folder = entry.getValue();
            if (folder.source().equals(source) && folder.name().startsWith(name)) {
                entry.getKey().cancel();
                entries.remove();
            }
        }
    }

    private boolean isYoung(Candidate candidate) {
        BasicFileAttributes attributes = attributes(path(candidate));
        return attributes != null
                && System.currentTimeMillis() - attributes.lastModifiedTime().toMillis() < quiet.toMillis();
    }

    private void disturb(Candidate candidate) {
        restless.put(path(candidate), look(candidate));
    }

    private static Restless look(Candidate candidate) {
        BasicFileAttributes attributes = attributes(path(candidate));
        return attributes == null
                ? new Restless(candidate, null, null, System.nanoTime())
                : new Restless(candidate, attributes.size(), attributes.lastModifiedTime(), System.nanoTime());
    }

    private void handOnWhatIsQuiet() throws InterruptedException {
        for (Iterator<Map.Entry<Path, Restless>> entries = restless.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<Path, Restless> entry = entries.next();
            Restless before = entry.getValue();
            Restless now = look(before.candidate());
            boolean same =
                    Objects.equals(now.bytes(), before.bytes()) && Objects.equals(now.modified(), before.modified());
            if (now.bytes() == null) {
                entries.remove();
            } else if (!same) {
                entry.setValue(now);
            } else if (now.sinceNanos() - before.sinceNanos() >= quiet.toNanos()) {
                entries.remove();
                finds.found(before.candidate());
            }
        }
    }

    private static Path path(Candidate candidate) {
        return ((FileOriginal) candidate.original()).path();
    }

    private static @Nullable BasicFileAttributes attributes(Path path, LinkOption... options) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        } catch (IOException _) {
            return null;
        }
    }
}
