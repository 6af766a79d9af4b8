package dev.sluice.thumbs.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file system, of which one step goes wrong. */
final class FaultyDisk implements Disk {
    /** How the step goes wrong. */
    enum Fault {
        /** It fails, once. A write has written half by then. */
        ERROR,
        /** From then on no write succeeds. */
        FULL,
        /** The thread is interrupted. */
        INTERRUPT,
        /** The process is killed: nothing happens any more. A write has written half by then. */
        KILL
    }

    /** The end of the process, as far as a test can have it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Disk disk = new LocalDisk(false);
    private final Fault fault;
    private final int step;
    private int steps;
    private boolean full;
    private boolean killed;

    FaultyDisk(Fault fault, int step) {
        this.fault = fault;
        this.step = step;
    }

    /** Answers whether the fault has happened. */
    boolean hasFailed() {
        return steps >= step;
    }

    @Override
    public @Nullable Ends ends(Path file, int bytes) throws IOException {
        step();
        return disk.ends(file, bytes);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        step();
        disk.createFolders(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        try {
            step();
            if (full) {
                throw new IOException("No space left on device");
            }
        } catch (IOException | Killed e) {
            Files.write(file, Arrays.copyOf(content, content.length / 2));
            throw e;
        }
        disk.write(file, content);
    }

    @Override
    public void rename(Path file, Path target) throws IOException {
        step();
        disk.rename(file, target);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        disk.delete(file);
    }

    @Override
    public boolean deleteIfEmpty(Path folder) throws IOException {
        step();
        return disk.deleteIfEmpty(folder);
    }

    @Override
    public List<Path> partFiles(Path folder) throws IOException {
        step();
        return disk.partFiles(folder);
    }

    private void step() throws IOException {
        if (killed) {
            throw new Killed();
        }
        if (++steps == step) {
            switch (fault) {
                case KILL -> {
                    killed = true;
                    throw new Killed();
                }
                case FULL -> full = true;
                case INTERRUPT -> throw new ClosedByInterruptException();
                case ERROR -> throw new IOException("the disk has a fault");
            }
        }
    }
}
