package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.PartFile;
import dev.sluice.thumbs.file.Reasons;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.FolderSource;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.list.Selection;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine as a destination.
 *
 * <p>A thumbnail is written to a {@linkplain PartFile part file} in its folder, and renamed when it is whole. What is under a
 * final name is therefore whole at every moment, and a run that was killed is finished by running it again. One run has the
 * folder at a time.
 */
public final class FolderDestination implements Destination {
    private static final Selection ALL = new Selection(true, List.of());

    private final Path out;
    private final Disk disk;
    private final PartFile part;
    private final StaleParts staleParts;
    private final boolean ofAnotherRun;
    private @Nullable FolderLock lock;

    /**
     * Creates a destination in the file system of this machine.
     *
     * @param out the folder, which need not exist
     */
    public FolderDestination(Path out) {
        this(out, new LocalDisk(false), PartFile.ofThisRun(), false);
    }

    /**
     * Creates a destination in a folder that a run on this or another machine has, and lets this process write into it. What is put is safe
     * from a power failure, since that run relies on it.
     *
     * @param out the folder
     * @return the destination, which needs not be opened
     */
    public static FolderDestination ofAnotherRun(Path out) {
        return new FolderDestination(out, new LocalDisk(true), PartFile.ofAnotherRun(), true);
    }

    FolderDestination(Path out, Disk disk) {
        this(out, disk, PartFile.ofThisRun(), false);
    }

    private FolderDestination(Path out, Disk disk, PartFile part, boolean ofAnotherRun) {
        this.out = out;
        this.disk = disk;
        this.part = part;
        this.ofAnotherRun = ofAnotherRun;
        this.staleParts = new StaleParts(disk, part);
    }

    @Override
    public void open() throws OutputException, InterruptedException {
        try {
            disk.createFolders(out);
            lock = FolderLock.take(out, part.run());
            staleParts.deleteIn(out);
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        } catch (FolderLock.LockedException e) {
            throw new OutputException(out + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new OutputException(
                    out + ": can't be the output folder: " + Reasons.of(e) + "; name another one with --out", e);
        }
        probe(1);
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public @Nullable Resident look(Path name) throws IOException, InterruptedException {
        try {
            Disk.Ends ends = disk.ends(resolve(name), Resident.END_BYTES);
            if (ends == null) {
                return null;
            }
            return Resident.of(ends.head(), ends.tail(), ends.fileBytes(), ends.version());
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        }
    }

    @Override
    public synchronized void put(Path name, Sealed thumbnail, @Nullable Resident instead)
            throws IOException, InterruptedException {
        requireRun();
        requireUnchanged(name, instead);
        Path target = resolve(name);
        Path folder = folderOf(target);
        Path file = part.in(folder);
        try {
            requireInside(name);
            staleParts.deleteIn(folder);
            disk.createFolders(folder);
            disk.write(file, thumbnail.bytes());
            disk.rename(file, target);
        } catch (ClosedByInterruptException e) {
            deleteAfter(e, file);
            throw new InterruptedException();
        } catch (IOException e) {
            deleteAfter(e, file);
            probe(thumbnail.bytes().length);
            throw e;
        }
    }

    @Override
    public synchronized void remove(Path name, Resident known) throws IOException, InterruptedException {
        requireUnchanged(name, known);
        requireInside(name);
        disk.delete(resolve(name));
        for (Path folder = name.getParent(); folder != null; folder = folder.getParent()) {
            if (!disk.deleteIfEmpty(out.resolve(folder))) {
                return;
            }
        }
    }

    @Override
    public void list(Path folder, Finds finds) throws InterruptedException {
        Path root = out.resolve(folder);
        if (Files.isDirectory(root)) {
            new FolderSource(root, _ -> false, ALL).list(finds);
        }
    }

    @Override
    public boolean holds(Path name, Original original) throws IOException {
        try {
            return original instanceof FileOriginal file && Files.isSameFile(resolve(name), file.path());
        } catch (NoSuchFileException _) {
            return false; // one of them is gone
        }
    }

    @Override
    public String show(Path name) {
        return out.resolve(name).toString();
    }

    @Override
    public int writers() {
        return 1;
    }

    /** A folder that isn't shared would take the thumbnails too, and be the wrong one. */
    private void requireRun() throws OutputException {
        if (ofAnotherRun && !FolderLock.isThere(out)) {
            throw new OutputException(
                    out
                            + ": isn't the output folder of a run, as seen by this worker; share the folder, at the same path"
                            + " on each machine",
                    null);
        }
    }

    private Path resolve(Path name) throws IOException {
        if (name.isAbsolute() || !name.equals(name.normalize()) || name.startsWith("..")) {
            throw new IOException(name + " leads out of the output folder");
        }
        return out.resolve(name);
    }

    private void requireUnchanged(Path name, @Nullable Resident known) throws IOException, InterruptedException {
        if (!Objects.equals(look(name), known)) {
            throw new ChangedMeanwhileException(show(name));
        }
    }

    /** Links in the output folder are followed to where they lead within it. */
    private void requireInside(Path name) throws IOException {
        Path folder = out;
        for (Path part : name) {
            if (Files.isSymbolicLink(folder)
                    && !folder.equals(out)
                    && !folder.toRealPath().startsWith(out.toRealPath())) {
                throw new IOException(
                        folder + " is a link that leads out of the output folder; remove it, or name another"
                                + " folder with --out");
            }
            folder = folder.resolve(part);
        }
    }

    /** Writes a file of this size and deletes it, to tell a place that can't be written to from a disk that can't. */
    private void probe(int bytes) throws OutputException {
        Path file = part.in(out);
        try {
            disk.write(file, new byte[bytes]);
            disk.delete(file);
        } catch (IOException e) {
            deleteAfter(e, file);
            throw new OutputException(
                    out + ": the output folder takes no files: " + Reasons.of(e)
                            + "; what is stored so far is whole, and running again goes on from there",
                    e);
        }
    }

    private void deleteAfter(IOException failure, Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Path folderOf(Path target) {
        Path folder = target.getParent();
        return folder == null ? Path.of("") : folder;
    }
}
