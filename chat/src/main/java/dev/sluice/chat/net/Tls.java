package dev.sluice.chat.net;

import dev.sluice.Ticker;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;

/** A certificate with its key, from files that are read again when they have changed. */
public final class Tls {
    private static final System.Logger LOG = System.getLogger("dev.sluice.chat");

    private record Stamp(FileTime certificate, FileTime key) {}

    private final Path certificate;
    private final Path key;
    private volatile SslContext context;
    private Stamp stamp;

    /**
     * Reads a certificate and its key.
     *
     * @param certificate a file with the certificate, and those that lead to a root, in PEM
     * @param key a file with its key, in PEM of PKCS 8
     * @throws IOException if they can't be read, or are no such files; the message says what to do
     */
    public Tls(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.stamp = stamp();
        this.context = load();
    }

    /** Reads the files again when they have changed, until the goroutine is cancelled. What can't be read is logged, and changes nothing. */
    public void watch(Duration interval) throws InterruptedException {
        try (var ticker = Ticker.every(interval)) {
            for (Instant tick = ticker.receive(); tick != null; tick = ticker.receive()) {
                look();
            }
        }
    }

    private void look() {
        try {
            Stamp now = stamp();
            if (!now.equals(stamp)) {
                stamp = now; // first, so that files which can't be used are told of once
                context = load();
                LOG.log(System.Logger.Level.INFO, "read {0} again", certificate);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "{0}; the certificate from before stays in use", e.getMessage());
        }
    }

    private Stamp stamp() throws IOException {
        for (Path file : List.of(certificate, key)) {
            if (!Files.isReadable(file)) {
                throw new IOException("can't read " + file);
            }
        }
        return new Stamp(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    private SslContext load() throws IOException {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "%s and %s aren't a certificate and its key in PEM, the key in PKCS 8 without a password (openssl pkcs8 -topk8 -nodes): %s"
                            .formatted(certificate, key, e.getMessage()),
                    e);
        }
    }

    SslHandler handler(ByteBufAllocator allocator, Duration handshake) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
    }
}
