package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.RawPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * An original that is a file of this machine.
 *
 * @param path the file, as it can be opened and as its name is shown
 */
public record FileOriginal(Path path) implements Original {
    /*
     * Name, size and time can be those of another file: of one that was moved here from another folder, or unpacked from an
     * archive, which keeps times. So the version has samples of the content too: the head, the middle and the tail, which takes
     * two seeks. An inode would be cheaper, and would change when a library is restored from its backup or copied to another
     * disk: then all thumbnails would be made again.
     */
    private static final int SAMPLES = 3;

    private static final int SAMPLE_BYTES = 4096;

    @Override
    public String id() {
        return Origin.photo(RawPath.unique(path));
    }

    @Override
    public Origin origin() throws IOException, InterruptedException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException("not a regular file");
            }
            String version = attributes.lastModifiedTime().toInstant() + "/" + Origin.hash(samples());
            return new Origin(id(), attributes.size(), version);
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        }
    }

    @Override
    public byte[] head(int most) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(regular())) {
            return in.readNBytes(most);
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        }
    }

    @Override
    public LocalFile open() {
        return new LocalFile(path, false);
    }

    @Override
    public boolean isGone() {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return false;
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Opening a pipe would wait for a writer. */
    private Path regular() throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("not a regular file");
        }
        return path;
    }

    private byte[] samples() throws IOException {
        var samples = ByteBuffer.allocate(SAMPLES * SAMPLE_BYTES);
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            long last = Math.max(0, file.size() - SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                file.position(last * i / (SAMPLES - 1));
                samples.limit(Math.max(samples.position(), (i + 1) * SAMPLE_BYTES));
                while (samples.hasRemaining() && file.read(samples) > 0) {
                    // Reads on until the sample or the file ends.
                }
            }
        }
        return Arrays.copyOf(samples.array(), samples.position());
    }
}
