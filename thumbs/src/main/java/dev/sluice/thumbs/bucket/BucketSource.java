package dev.sluice.thumbs.bucket;

import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.list.Selection;
import dev.sluice.thumbs.list.Source;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An object in a bucket, or all objects whose keys begin with {@code key/}. Keys are listed in the order of their bytes, page by
 * page; the output, where it is below, is passed over.
 *
 * @param endpoint the service that has the bucket
 * @param address the place
 * @param out the output if it is in a bucket of the same service, else null
 * @param selection says what else is left out
 */
public record BucketSource(
        Endpoint endpoint, Address address, @Nullable Address out, Selection selection) implements Source {
    /**
     * Returns an object that was listed elsewhere.
     *
     * @param endpoint the service that has the bucket
     * @param address the object
     * @param bytes its size when it was listed
     * @return the object
     */
    public static Original listed(Endpoint endpoint, Address address, long bytes) {
        return new ObjectOriginal(endpoint, address, bytes, "");
    }

    @Override
    public void list(Finds finds) throws RunStoppedException, InterruptedException {
        try {
            ObjectOriginal named = address.key().isEmpty() ? null : ObjectOriginal.find(endpoint, address);
            if (named != null) {
                finds.found(new Candidate(named, address.name(), true));
            } else if (Keys.list(endpoint, address, this::isWanted, finds) == 0) {
                finds.failed(address.toString(), "there is no such object, and no key begins with " + address.prefix());
            }
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            finds.failed(address.toString(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Original original(Path name) {
        return new ObjectOriginal(endpoint, address.resolve(name), -1, "");
    }

    @Override
    public boolean isEmpty() throws RunStoppedException, InterruptedException {
        return Keys.isEmpty(endpoint, address);
    }

    private boolean isWanted(Path name) {
        boolean isOutput = out != null && address.contains(out) && out.contains(address.resolve(name));
        return !isOutput && selection.takes(name);
    }
}
