package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system of this machine.
 *
 * @param safe whether what was written and renamed is safe from a power failure
 */
record LocalDisk(boolean safe) implements Disk {
    /*
     * Where nothing is said, nothing is forced to the platters. After a power cut a thumbnail may be empty or cut short; its stamp, which
     * says how long it has to be, then lets the next run make it again. That is far cheaper than waiting for the disk each time.
     */

    private static final OpenOption[] PLAINLY = {
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
    };
    private static final OpenOption[] SAFELY = {
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC
    };

    @Override
    public @Nullable Ends ends(Path file, int bytes) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException _) {
            return null;
        }
        if (!attributes.isRegularFile()) {
            throw new NotAFileException(attributes.isDirectory());
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            byte[] head = read(channel, 0, bytes);
            byte[] tail = read(channel, Math.max(0, channel.size() - bytes), bytes);
            String version = attributes.lastModifiedTime() + " " + attributes.fileKey();
            return new Ends(head, tail, attributes.size(), version);
        }
    }

    private static byte[] read(SeekableByteChannel channel, long position, int most) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(most, channel.size() - position));
        channel.position(position);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Reads on until the file ends, which may have become shorter.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        Files.write(file, content, safe ? SAFELY : PLAINLY);
    }

    @Override
    public void rename(Path file, Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        if (safe) {
            try (var folder = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true); // the name too
            }
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public boolean deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
            return true;
        } catch (DirectoryNotEmptyException _) {
            return false;
        }
    }

    @Override
    public List<Path> partFiles(Path folder) throws IOException {
        var parts = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(folder, PartFile::isOne)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    parts.add(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return parts;
    }
}
