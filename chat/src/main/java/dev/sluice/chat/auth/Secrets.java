package dev.sluice.chat.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file with the secret that tokens are signed with. */
public final class Secrets {
    private Secrets() {}

    /**
     * Reads a secret: what stands in the file, without the space around it.
     *
     * @throws IOException if there is no such file, or it is too short; the message says how to make one
     */
    public static byte[] read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(
                    "can't read the secret in " + file + "; make one by: openssl rand -base64 48 > " + file);
        }
        byte[] secret =
                Files.readString(file, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
        if (secret.length < Tokens.MIN_SECRET_BYTES) {
            throw new IOException(
                    "the secret in %s must have at least %d bytes, had %d; make one by: openssl rand -base64 48 > %s"
                            .formatted(file, Tokens.MIN_SECRET_BYTES, secret.length, file));
        }
        return secret;
    }
}
