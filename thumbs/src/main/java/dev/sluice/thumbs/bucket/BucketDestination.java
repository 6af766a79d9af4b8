package dev.sluice.thumbs.bucket;

import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.store.ChangedMeanwhileException;
import dev.sluice.thumbs.store.Destination;
import dev.sluice.thumbs.store.Resident;
import dev.sluice.thumbs.store.Sealed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A place in a bucket as a destination.
 *
 * <p>An object is put in one request, so it is whole or isn't there. The request has a condition: that there is nothing, or
 * still what was seen there. So two runs into one place share the work, and neither replaces what the other has put.
 *
 * <p>The stamp of a thumbnail is in the metadata of its object as well, and so is read without the picture.
 *
 * @param endpoint the service that has the bucket
 * @param address the place
 */
public record BucketDestination(Endpoint endpoint, Address address) implements Destination {
    private static final String STAMP = "sluice-thumbs";

    @Override
    public void open() throws RunStoppedException, InterruptedException {
        Keys.isEmpty(endpoint, address); // fails if there is no such bucket, or no right to use it
    }

    @Override
    public @Nullable Resident look(Path name) throws IOException, InterruptedException {
        Address object = resolve(name);
        HeadObjectResponse head = ObjectOriginal.head(endpoint, object);
        if (head == null) {
            return null;
        }
        String stamp = head.metadata().get(STAMP);
        String version = ObjectOriginal.version(head.eTag(), head.lastModified());
        return stamp == null
                ? read(new ObjectOriginal(endpoint, object, head.contentLength(), version))
                : Resident.stamped(stamp, head.contentLength(), version);
    }

    /** What another program has copied here has lost its metadata, and has its stamp in its bytes still. */
    private static Resident read(ObjectOriginal object) throws IOException, InterruptedException {
        byte[] head = object.head(Resident.END_BYTES);
        byte[] tail = object.bytes() <= Resident.END_BYTES ? head : object.range("bytes=-" + Resident.END_BYTES);
        return Resident.of(head, tail, object.bytes(), object.version());
    }

    @Override
    public void put(Path name, Sealed thumbnail, @Nullable Resident instead) throws IOException, InterruptedException {
        Address object = resolve(name);
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .contentType(thumbnail.format().mediaType())
                .metadata(Map.of(STAMP, thumbnail.stamp()));
        if (instead == null) {
            request.ifNoneMatch("*");
        } else if (instead.version().startsWith("\"")) { // an ETag, which all but the oddest services have
            request.ifMatch(instead.version());
        }
        PutObjectRequest conditional = request.build();
        boolean put = endpoint.call(object, client -> {
            try {
                client.putObject(conditional, RequestBody.fromBytes(thumbnail.bytes()));
                return true;
            } catch (AwsServiceException e) {
                if (Faults.isChanged(e)) {
                    return false;
                }
                throw e;
            }
        });
        if (!put) {
            throw new ChangedMeanwhileException(object.toString());
        }
    }

    @Override
    public void remove(Path name, Resident known) throws IOException, InterruptedException {
        if (!Objects.equals(look(name), known)) {
            throw new ChangedMeanwhileException(show(name));
        }
        Address object = resolve(name);
        endpoint.call(
                object,
                client -> client.deleteObject(
                        request -> request.bucket(object.bucket()).key(object.key())));
    }

    @Override
    public void list(Path folder, Finds finds) throws RunStoppedException, InterruptedException {
        Keys.list(endpoint, folder.toString().isEmpty() ? address : address.resolve(folder), _ -> true, finds);
    }

    @Override
    public boolean holds(Path name, Original original) throws IOException {
        return original instanceof ObjectOriginal object
                && object.endpoint() == endpoint
                && object.address().equals(resolve(name));
    }

    @Override
    public String show(Path name) {
        return address.resolve(name).toString();
    }

    @Override
    public int writers() {
        return Endpoint.CALLS;
    }

    @Override
    public void close() {
        // The endpoint is the source's too, and is closed by its owner.
    }

    private Address resolve(Path name) throws IOException {
        if (name.isAbsolute() || !name.equals(name.normalize()) || name.startsWith("..")) {
            throw new IOException(name + " leads out of " + address);
        }
        return address.resolve(name);
    }
}
