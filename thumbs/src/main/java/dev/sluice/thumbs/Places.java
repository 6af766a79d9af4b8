package dev.sluice.thumbs;

import dev.sluice.thumbs.bucket.Address;
import dev.sluice.thumbs.bucket.BucketDestination;
import dev.sluice.thumbs.bucket.BucketSource;
import dev.sluice.thumbs.bucket.Endpoint;
import dev.sluice.thumbs.file.RawPath;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.FolderSource;
import dev.sluice.thumbs.list.Lister;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.list.Selection;
import dev.sluice.thumbs.list.Source;
import dev.sluice.thumbs.list.Sources;
import dev.sluice.thumbs.store.Destination;
import dev.sluice.thumbs.store.FolderDestination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the photos of a run come from, and where their thumbnails go: folders of this machine and buckets, in any combination.
 */
final class Places implements Sources, AutoCloseable {
    private final List<String> inputs;
    private final String out;
    private final Selection selection;
    private final Lister.Separator separator;
    private final boolean deleteOrphans;
    private final boolean watch;
    private final Endpoint.Options options;
    private @Nullable Endpoint endpoint;

    /**
     * Creates the places.
     *
     * @param inputs files, folders, addresses of buckets, or {@code -}
     * @param out a folder, or the address of a bucket
     * @param selection what is left out of folders and buckets
     * @param separator how a list on standard input is divided
     * @param options how to reach the buckets
     * @param deleteOrphans whether thumbnails of photos that are gone are deleted
     * @param watch whether to go on with what changes
     * @throws IllegalArgumentException if they make no sense together
     */
    Places(
            List<String> inputs,
            String out,
            Selection selection,
            Lister.Separator separator,
            Endpoint.Options options,
            boolean deleteOrphans,
            boolean watch) {
        this.inputs = inputs;
        this.out = out;
        this.selection = selection;
        this.separator = separator;
        this.deleteOrphans = deleteOrphans;
        this.watch = watch;
        this.options = options;
        requireSense();
        requireFolders();
    }

    /** Returns the inputs as the user has written them. */
    List<String> inputs() {
        return inputs;
    }

    /** Returns the output as the user has written it. */
    String out() {
        return out;
    }

    Lister.Separator separator() {
        return separator;
    }

    boolean deleteOrphans() {
        return deleteOrphans;
    }

    boolean watch() {
        return watch;
    }

    /** Returns whether an input is in a bucket, so that photos have to be fetched. */
    boolean readsBucket() {
        return inputs.stream().anyMatch(Address::isOne);
    }

    /** Returns the folders to watch, which all inputs are. */
    List<FolderSource> folders() {
        return inputs.stream().map(input -> folder(Path.of(input))).toList();
    }

    /** Returns the sources of all inputs, of which none is a list. */
    List<Source> sources() {
        return inputs.stream().map(this::of).toList();
    }

    @Override
    public Source of(String input) {
        if (!Address.isOne(input)) {
            return of(Path.of(input));
        }
        Address output = Address.isOne(out) ? Address.parse(out) : null;
        return new BucketSource(endpoint(), Address.parse(input), output, selection);
    }

    @Override
    public Source of(Path path) {
        return folder(path);
    }

    private FolderSource folder(Path path) {
        return new FolderSource(path, this::isOut, selection);
    }

    Destination destination() {
        return Address.isOne(out)
                ? new BucketDestination(endpoint(), Address.parse(out))
                : new FolderDestination(Path.of(out));
    }

    /** Returns where an original is, for other machines: a URI of a file, or the address of an object. */
    static String address(Original original) {
        return switch (original) {
            case FileOriginal file -> RawPath.unique(file.path());
            default -> original.toString();
        };
    }

    /** Returns where the output is, for other machines. */
    String outAddress() {
        return Address.isOne(out) ? out : RawPath.unique(Path.of(out));
    }

    /** Returns where the buckets are, for other machines. */
    Job.Service service() {
        return new Job.Service(options.address(), options.region());
    }

    /** All buckets of a run are at one endpoint, which is made when the first one is needed. */
    private synchronized Endpoint endpoint() {
        if (endpoint == null) {
            endpoint = new Endpoint(options);
        }
        return endpoint;
    }

    @Override
    public synchronized void close() {
        if (endpoint != null) {
            endpoint.close();
        }
    }

    private void requireSense() {
        for (String input : inputs) {
            if (isOut(input)) {
                throw new IllegalArgumentException(
                        input + " is an input and the output folder as well; name another folder with --out");
            }
        }
        if (inputs.stream().noneMatch(Places::mayExist)) {
            throw new IllegalArgumentException("there is no such file or folder: " + String.join(", ", inputs));
        }
    }

    private void requireFolders() {
        for (String input : inputs) {
            if (watch && (!mayExist(input) || Address.isOne(input) || !Files.isDirectory(Path.of(input)))) {
                throw new IllegalArgumentException("--watch needs folders as inputs, was " + input
                        + "; for a bucket, run again from time to time");
            }
            if (deleteOrphans && input.equals(Lister.STANDARD_INPUT)) {
                throw new IllegalArgumentException(
                        "--delete-orphans needs files, folders or buckets as inputs, since a list doesn't tell what is gone");
            }
        }
    }

    private boolean isOut(String input) {
        if (Address.isOne(input) || Address.isOne(out)) {
            return Address.isOne(input)
                    && Address.isOne(out)
                    && Address.parse(input).equals(Address.parse(out));
        }
        return !input.equals(Lister.STANDARD_INPUT) && isOut(Path.of(input));
    }

    private boolean isOut(Path folder) {
        try {
            return !Address.isOne(out) && Files.exists(Path.of(out)) && Files.isSameFile(Path.of(out), folder);
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean mayExist(String input) {
        return input.equals(Lister.STANDARD_INPUT) || Address.isOne(input) || Files.exists(Path.of(input));
    }
}
