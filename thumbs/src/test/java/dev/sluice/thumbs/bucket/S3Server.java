package dev.sluice.thumbs.bucket;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 API over a folder, in this process: s3proxy, which checks signatures as AWS does. */
public final class S3Server implements AutoCloseable {
    /** The name of the one key that it knows. */
    public static final String ACCESS_KEY = "sluice-test";

    /** Its secret. */
    public static final String SECRET_KEY = "sluice-secret";

    private final S3Proxy proxy;

    private S3Server(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /** Starts a server over a folder. */
    public static S3Server over(Path folder) throws Exception {
        Files.createDirectories(folder);
        BlobStore store = new FilesystemNio2BlobStore(folder.toString());
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .blobStore(store)
                .build();
        proxy.start();
        return new S3Server(proxy);
    }

    /** Returns where it is. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server doesn't stop", e);
        }
    }
}
