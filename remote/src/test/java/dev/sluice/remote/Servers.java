package dev.sluice.remote;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Servers for tests; where none is installed, the test is skipped. */
final class Servers {
    private Servers() {}

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void requireInstalled() {
        assumeThat(LocalServer.installed()).as(LocalServer.howToInstall()).isPresent();
    }

    static LocalServer start(Path folder, String... configuration) throws Exception {
        requireInstalled();
        return LocalServer.start(folder, freePort(), configuration);
    }

    /** Starts three servers that are one cluster. */
    static List<LocalServer> startThree(Path folder) throws Exception {
        requireInstalled();
        List<Integer> routes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            routes.add(freePort());
        }
        String all = routes.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(", "));
        List<LocalServer> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            servers.add(LocalServer.start(
                    folder.resolve("server-" + i),
                    freePort(),
                    "server_name: server-" + i,
                    "cluster { name: three, listen: \"127.0.0.1:" + routes.get(i) + "\", routes: [" + all + "] }"));
        }
        return servers;
    }
}
