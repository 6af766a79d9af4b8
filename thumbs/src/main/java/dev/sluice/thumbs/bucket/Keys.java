package dev.sluice.thumbs.bucket;

import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.list.Candidate;
import dev.sluice.thumbs.list.Finds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Pages through the keys below a place. One page of a thousand is in memory at a time. */
final class Keys {
    private Keys() {}

    /**
     * Hands on the objects below a place.
     *
     * @return how many keys there are, wanted or not
     */
    static long list(Endpoint endpoint, Address place, Predicate<Path> wanted, Finds finds)
            throws RunStoppedException, InterruptedException {
        long keys = 0;
        String next = null;
        do {
            ListObjectsV2Response page = page(endpoint, place, next, null);
            for (S3Object object : page.contents()) {
                keys++;
                if (!object.key().endsWith("/")) { // else it stands for a folder
                    visit(endpoint, place, object, wanted, finds);
                }
            }
            next = page.nextContinuationToken();
        } while (next != null);
        return keys;
    }

    /** Returns whether no key is below a place. */
    static boolean isEmpty(Endpoint endpoint, Address place) throws RunStoppedException, InterruptedException {
        return page(endpoint, place, null, 1).contents().isEmpty();
    }

    private static ListObjectsV2Response page(
            Endpoint endpoint, Address place, @Nullable String from, @Nullable Integer most)
            throws RunStoppedException, InterruptedException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(place.bucket())
                .prefix(place.prefix())
                .continuationToken(from)
                .maxKeys(most)
                .build();
        try {
            return endpoint.call(place, client -> client.listObjectsV2(request));
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            throw new RunStoppedException(place + ": can't be listed: " + e.getMessage(), e);
        }
    }

    private static void visit(Endpoint endpoint, Address place, S3Object object, Predicate<Path> wanted, Finds finds)
            throws InterruptedException {
        Address address = place.withKey(object.key());
        Path name;
        try {
            name = place.relativize(object.key());
        } catch (IllegalArgumentException e) {
            finds.failed(address.toString(), String.valueOf(e.getMessage()));
            return;
        }
        if (wanted.test(name)) {
            String version = ObjectOriginal.version(object.eTag(), object.lastModified());
            finds.found(new Candidate(new ObjectOriginal(endpoint, address, object.size(), version), name, false));
        }
    }
}
