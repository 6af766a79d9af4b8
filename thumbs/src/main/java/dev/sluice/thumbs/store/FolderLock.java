package dev.sluice.thumbs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other runs out of an output folder, for as long as it is open.
 *
 * <p>The lock is one of the operating system, on a file in the folder, so it ends with the process, however that ends. The
 * file is deleted with the lock. One that a killed process has left locks nothing.
 */
final class FolderLock implements AutoCloseable {
    /*
     * Deleting the file has a race: another run may have opened it just before, and then locks a file that has no name any
     * more, while a third one makes a new file. So the owner writes what no other run writes, and reads it back by the name.
     */
    private static final String NAME = ".sluice.lock";

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param folder the folder, which exists
     * @param run the name of this run
     * @return the lock, or null where the disk has no locks
     * @throws LockedException if another run has it
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    static @Nullable FolderLock take(Path folder, String run) throws LockedException, IOException {
        Path file = folder.resolve(NAME);
        String owner = "process " + ProcessHandle.current().pid() + ", run " + run;
        while (true) {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean kept = false;
            try {
                if (!locks(channel)) {
                    throw new LockedException(read(file));
                }
                channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
                kept = read(file).equals(owner);
            } catch (LockedException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException _) {
                return null;
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
            if (kept) {
                return new FolderLock(file, channel);
            }
        }
    }

    /** Returns whether a run has the folder, on whichever machine; or had it, and was killed. */
    static boolean isThere(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // by another run of this process
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // An unlocked file that stays is in no one's way.
        }
    }

    /** Thrown when another run has the folder. */
    static final class LockedException extends IOException {
        private static final long serialVersionUID = 1L;

        LockedException(String owner) {
            super("another run is writing into it" + (owner.isBlank() ? "" : " (" + owner + ")")
                    + "; wait for its end, or name another folder with --out");
        }
    }
}
