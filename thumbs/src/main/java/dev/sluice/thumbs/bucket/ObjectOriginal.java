package dev.sluice.thumbs.bucket;

import dev.sluice.thumbs.list.LocalFile;
import dev.sluice.thumbs.list.Origin;
import dev.sluice.thumbs.list.Original;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An original that is an object in a bucket. What tells its state is known from the listing: its ETag, which is a hash of the
 * content or as good as one, and its size.
 *
 * @param endpoint the service
 * @param address the object
 * @param bytes its size when it was listed
 * @param version its ETag then, or its time at a service that has none
 */
record ObjectOriginal(Endpoint endpoint, Address address, long bytes, String version) implements Original {
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** Returns an object as it is now, or null if there is none. */
    static @Nullable ObjectOriginal find(Endpoint endpoint, Address address) throws IOException, InterruptedException {
        HeadObjectResponse head = head(endpoint, address);
        return head == null
                ? null
                : new ObjectOriginal(
                        endpoint, address, head.contentLength(), version(head.eTag(), head.lastModified()));
    }

    static String version(@Nullable String etag, Instant modified) {
        return etag == null ? modified.toString() : etag;
    }

    /** Returns what is known of an object, or null if there is none. */
    static @Nullable HeadObjectResponse head(Endpoint endpoint, Address address)
            throws IOException, InterruptedException {
        return endpoint.call(address, client -> {
            try {
                return client.headObject(
                        request -> request.bucket(address.bucket()).key(address.key()));
            } catch (AwsServiceException e) {
                if (Faults.isMissing(e)) {
                    return null;
                }
                throw e;
            }
        });
    }

    @Override
    public String id() {
        return Origin.photo(endpoint + " " + address);
    }

    @Override
    public Origin origin() {
        return new Origin(id(), bytes, Origin.hash(version.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public byte[] head(int most) throws IOException, InterruptedException {
        return bytes == 0 ? new byte[0] : range("bytes=0-" + (most - 1));
    }

    /** Returns a range of the bytes, written as in the header of a request. */
    byte[] range(String range) throws IOException, InterruptedException {
        return endpoint.call(address, client -> {
            try {
                return client.getObjectAsBytes(request().range(range).build()).asByteArrayUnsafe();
            } catch (AwsServiceException e) {
                if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                    return new byte[0];
                }
                throw e;
            }
        });
    }

    @Override
    public LocalFile open() throws IOException, InterruptedException {
        Path file = endpoint.temporaryFile();
        try {
            endpoint.call(address, client -> {
                try (InputStream in = client.getObject(request().build())) {
                    return Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            });
            return new LocalFile(file, true);
        } catch (Throwable e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public boolean isGone() throws InterruptedException {
        try {
            return head(endpoint, address) == null;
        } catch (IOException _) {
            return false;
        }
    }

    private GetObjectRequest.Builder request() {
        return GetObjectRequest.builder().bucket(address.bucket()).key(address.key());
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
