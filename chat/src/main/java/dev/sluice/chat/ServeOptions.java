package dev.sluice.chat;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.net.NetOptions;
import dev.sluice.chat.net.Proxies;
import dev.sluice.chat.store.StoreOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of the server. */
final class ServeOptions {
    private static final int MOST_PORTS = 65_535;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port; 0 takes any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 for all interfaces. Default: ${DEFAULT-VALUE}.")
    private String bind = "";

    @Option(
            names = "--data",
            paramLabel = "FILE|URL",
            defaultValue = "chat.db",
            description =
                    "Where messages are stored: a SQLite file, or a jdbc:postgresql: URL. Default: ${DEFAULT-VALUE}.")
    private String data = "";

    @Option(names = "--no-history", description = "Keep messages in memory only.")
    private boolean noHistory;

    @Option(
            names = "--keep-days",
            paramLabel = "N",
            description = "Delete messages that are older than N days. Default: keep all.")
    private @Nullable Integer keepDays;

    @Option(
            names = "--keep-mb",
            paramLabel = "N",
            description = "Delete the oldest messages beyond this size. Default: keep all.")
    private @Nullable Integer keepMegabytes;

    @Option(
            names = "--auth-secret-file",
            paramLabel = "FILE",
            description =
                    "Admit only clients with a token that is signed with the secret in this file; see 'sluice chat token'.")
    private @Nullable Path secret;

    @Option(
            names = "--insecure",
            description =
                    "Admit all clients, from other machines too; a name belongs to the first client that uses it.")
    private boolean insecure;

    @Option(
            names = "--admin",
            arity = "1..*",
            paramLabel = "NAME",
            description = "The people that may delete, mute, kick and ban.")
    private List<String> admins = List.of();

    @Option(
            names = "--origin",
            arity = "1..*",
            paramLabel = "ORIGIN",
            description = "Origins of other web pages that may connect, such as https://example.org.")
    private List<String> origins = List.of();

    @Option(
            names = "--trusted-proxy",
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "Reverse proxies whose X-Forwarded-For is trusted: addresses, and networks such as"
                    + " 10.0.0.0/8.")
    private List<String> proxies = List.of();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate chain, in PEM. It is read again when the file changes.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of the certificate, in PEM (PKCS 8).")
    private @Nullable Path key;

    @Option(
            names = "--client-rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "The most messages per second from a client; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private double clientRate;

    @Option(
            names = "--room-rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "The most messages per second in a room; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private double roomRate;

    @Option(
            names = "--total-rate",
            paramLabel = "N",
            defaultValue = "5000",
            description = "The most messages per second in total; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private double totalRate;

    @Option(
            names = "--max-rooms",
            paramLabel = "N",
            defaultValue = "50",
            description = "The most rooms that a client may be in; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int maxRooms;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "20000",
            description = "The most connections in total; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int maxConnections;

    @Option(
            names = "--max-per-address",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "The most connections from one address, except this machine's own; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int maxPerAddress;

    @Option(
            names = "--live",
            paramLabel = "PORT",
            description = "Serve a live page of the server itself on this machine: goroutines, rooms, slow clients.")
    private @Nullable Integer live;

    /** Returns the address of the page. */
    String address(int listening) {
        boolean everywhere = bind.equals("0.0.0.0") || bind.equals("::");
        String host = everywhere ? "localhost" : bind.contains(":") ? "[" + bind + "]" : bind;
        return (certificate == null ? "http://" : "https://") + host + ":" + listening + "/";
    }

    /**
     * Returns what the options ask for.
     *
     * @throws ParameterException if that can't be
     */
    Settings settings(CommandLine line) {
        require(line, port >= 0 && port <= MOST_PORTS, "--port must be from 0 to " + MOST_PORTS + ", was " + port);
        require(
                line,
                live == null || (live >= 1 && live <= MOST_PORTS),
                "--live must be from 1 to " + MOST_PORTS + ", was " + live);
        requirePositive(line, "--max-rooms", maxRooms);
        requirePositive(line, "--max-connections", maxConnections);
        requirePositive(line, "--max-per-address", maxPerAddress);
        requirePositive(line, "--keep-days", keepDays == null ? 1 : keepDays);
        requirePositive(line, "--keep-mb", keepMegabytes == null ? 1 : keepMegabytes);
        requireRate(line, "--client-rate", clientRate);
        requireRate(line, "--room-rate", roomRate);
        requireRate(line, "--total-rate", totalRate);
        require(
                line,
                (certificate == null) == (key == null),
                "--tls-cert and --tls-key belong together; give both, or neither");
        boolean loopback = isLoopback(line);
        require(
                line,
                loopback || secret != null || insecure,
                "--bind " + bind
                        + " lets other machines in; give --auth-secret-file FILE so that only those with a token come"
                        + " in, or --insecure to let in everybody");
        NetOptions net = NetOptions.DEFAULT;
        return new Settings(
                new NetOptions(
                        bind,
                        port,
                        origins(line),
                        proxies(line),
                        loopback && secret == null,
                        maxConnections,
                        maxPerAddress,
                        net.outboxBytes(),
                        net.sendBufferBytes(),
                        net.times()),
                noHistory ? null : data,
                store(),
                new Limits.Rates(clientRate, roomRate, totalRate, maxRooms),
                secret,
                admins(line),
                certificate == null || key == null ? null : new Settings.TlsFiles(certificate, key),
                live);
    }

    private StoreOptions store() {
        StoreOptions store = StoreOptions.DEFAULT.likeness(Names::skeleton);
        if (keepDays != null) {
            store = store.messages(Duration.ofDays(keepDays));
        }
        return keepMegabytes == null ? store : store.bytes(keepMegabytes * 1_000_000L);
    }

    private boolean isLoopback(CommandLine line) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ParameterException(line, "--bind must be an address of this machine, was " + bind, e);
        }
    }

    private Set<String> admins(CommandLine line) {
        var names = new HashSet<String>();
        for (String admin : admins) {
            try {
                names.add(Names.person(admin));
            } catch (Refusal e) {
                throw new ParameterException(line, "--admin " + admin + ": " + e.getMessage(), e);
            }
        }
        return names;
    }

    private Set<String> origins(CommandLine line) {
        for (String origin : origins) {
            require(
                    line,
                    origin.matches("https?://[^/?#]+/?"),
                    "--origin must be a scheme and a host, like https://example.org, was " + origin);
        }
        return Set.copyOf(origins);
    }

    private Proxies proxies(CommandLine line) {
        try {
            return Proxies.of(proxies);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--trusted-proxy must be " + e.getMessage(), e);
        }
    }

    private static void requirePositive(CommandLine line, String option, int value) {
        require(line, value >= 1, option + " must be at least 1, was " + value);
    }

    private static void requireRate(CommandLine line, String option, double value) {
        require(
                line,
                value == 0 || (value >= 0.1 && value <= 1_000_000),
                option + " must be 0 for no limit, or from 0.1 to 1000000, was " + value);
    }

    private static void require(CommandLine line, boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(line, otherwise);
        }
    }
}
