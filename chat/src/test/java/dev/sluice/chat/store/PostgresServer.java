package dev.sluice.chat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.chat.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL server in a folder of its own, from the binaries that Debian installs. */
final class PostgresServer {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Path binaries;
    private final Path folder;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server, or skips the test where there is no PostgreSQL. */
    static PostgresServer start() throws Exception {
        List<Path> found = installed();
        assumeThat(found)
                .as("no PostgreSQL here; install it by: apt-get install postgresql")
                .isNotEmpty();
        assumeThat(!ROOT || runuser().isPresent())
                .as(
                        "PostgreSQL refuses to run as root, and there is no runuser; install it by: apt-get install util-linux")
                .isTrue();
        Path folder = Files.createTempDirectory("sluice-postgres");
        if (ROOT) { // which PostgreSQL refuses to run as
            var postgres =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
            Files.setOwner(folder, postgres);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var server = new PostgresServer(found.getFirst(), folder, FreePort.find());
        server.run("initdb", "-D", folder.toString(), "-U", "chat", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        server.up();
        return server;
    }

    /** Finds the program by which root runs another as a user; its folder need not be on the path. */
    private static Optional<Path> runuser() {
        return Stream.of("/usr/sbin/runuser", "/sbin/runuser", "/usr/bin/runuser", "/bin/runuser")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> each = Files.list(versions)) {
            return each.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** Starts the server again after it was stopped. */
    void up() throws Exception {
        // Without fsync, which only a crash of the machine would show.
        String options = "-h 127.0.0.1 -p %d -k %s -F".formatted(port, folder);
        run("pg_ctl", "-D", folder.toString(), "-w", "-o", options, "-l", folder + "/log", "start");
    }

    /** Stops the server as a crash does. */
    void down() throws Exception {
        run("pg_ctl", "-D", folder.toString(), "-m", "immediate", "stop");
    }

    /** Makes a database, and returns its URL. */
    String database(String options) throws SQLException {
        String name = "chat" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " " + options);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=chat".formatted(port, database);
    }

    private void run(String program, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        if (ROOT) {
            command.addAll(List.of(runuser().orElseThrow().toString(), "-u", "postgres", "--"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("sluice-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command.toString()).isTrue();
        assertThat(process.exitValue())
                .as(command + "\n" + Files.readString(output))
                .isZero();
        Files.delete(output);
    }

    /** Stops the server, and removes its folder. */
    void remove() throws Exception {
        down();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
