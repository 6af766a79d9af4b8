package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Deletes the part files that killed runs have left, in each folder to which this run has something to write.
 *
 * <p>Which folders were seen is remembered for the latest few of them only; a folder that is forgotten is looked at again,
 * which costs time and nothing else. It is used by one thread.
 */
final class StaleParts {
    private static final int REMEMBERED = 256;

    private final Disk disk;
    private final PartFile part;
    private final Map<Path, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    StaleParts(Disk disk, PartFile part) {
        this.disk = disk;
        this.part = part;
    }

    /** Deletes what is stale in a folder, unless this was done a short while ago. */
    void deleteIn(Path folder) throws IOException {
        if (seen.put(folder, true) != null) {
            return;
        }
        for (Path file : disk.partFiles(folder)) {
            if (part.isStale(file)) {
                disk.delete(file);
            }
        }
    }
}
