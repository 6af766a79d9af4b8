package dev.sluice.chat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests with one server as a process for all of them, whose data is in {@code chat.db} in the folder. */
public abstract class ServerTest {
    @TempDir
    protected static Path folder;

    protected static ServerProcess server;

    @BeforeAll
    protected static void start() throws IOException {
        server = ServerProcess.start(folder.resolve("chat.db"));
    }

    @AfterAll
    protected static void stop() {
        server.close();
    }
}
