package dev.sluice.chat.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the key that takes a name over again, where only its owner can read it. */
final class SessionFile {
    private static final FileAttribute<?>[] OWN_FOLDER = own("rwx------");
    private static final FileAttribute<?>[] OWN_FILE = own("rw-------");

    private final Path file;

    private SessionFile(Path file) {
        this.file = file;
    }

    /** Returns the file for a name on a server: below {@code XDG_STATE_HOME}, which is {@code ~/.local/state} where it isn't set. */
    static SessionFile of(URI server, String name, Map<String, String> environment) {
        String state = environment.get("XDG_STATE_HOME");
        Path folder = state == null || state.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        // The hexadecimal hash keeps apart what can't stand in the name of a file.
        String host = readable(String.valueOf(server.getAuthority()));
        String spelled = Sequences.spelled(name);
        String person = readable(spelled) + "-" + Integer.toHexString(spelled.hashCode());
        return new SessionFile(folder.resolve("sluice-chat").resolve(host).resolve(person));
    }

    private static String readable(String text) {
        return text.replaceAll("[^A-Za-z0-9-]", "_");
    }

    private static FileAttribute<?>[] own(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Nullable
    String read() throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : null;
    }

    void write(String key) throws IOException {
        if (key.equals(read())) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder, OWN_FOLDER);
        Path part = Files.createTempFile(folder, "key", null, OWN_FILE);
        try {
            Files.writeString(part, key + "\n");
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part); // it is there only if that has failed
        }
    }
}
