package dev.sluice.chat.load;

import dev.sluice.Channel;
import dev.sluice.chat.auth.Secrets;
import dev.sluice.chat.auth.Tokens;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that puts a load on a server, and says how it bears it. */
@Command(
        name = "load",
        description = {
            "Puts a load on a chat server, and prints latencies, deliveries, errors, and the cost of this client itself.",
            "Start the server with limits that allow the load, because all clients come from one address."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class LoadCommand implements Callable<Integer> {
    private static final long NANOS = 1_000_000_000L;

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            defaultValue = "ws://127.0.0.1:8080/ws",
            description = "The address of the server's WebSocket, ws: or wss:. Default: ${DEFAULT-VALUE}.")
    private URI server = URI.create("ws://127.0.0.1:8080/ws");

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "100",
            description = "The number of connections. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--rooms",
            paramLabel = "N",
            defaultValue = "1",
            description = "The number of rooms over which they are spread. Default: ${DEFAULT-VALUE}.")
    private int rooms;

    @Option(
            names = "--stalled",
            paramLabel = "N",
            defaultValue = "0",
            description = "The number of additional clients that never read. Default: ${DEFAULT-VALUE}.")
    private int stalled;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "Messages per second in total. 0, the default: as many as possible with --in-flight.")
    private double rate;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "32",
            description =
                    "Without --rate: the number of messages in flight in each room; 0 sends none. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "128",
            description = "The length of a message. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long to run before measuring. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--no-acks", description = "Send messages without an id, which aren't acknowledged.")
    private boolean noAcks;

    @Option(
            names = "--auth-secret-file",
            paramLabel = "FILE",
            description = "The secret of a server that requires tokens; each client gets one.")
    private @Nullable Path secret;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "For wss: the certificates to trust, in PEM, instead of those of the JDK.")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "For wss: trust any certificate.")
    private boolean insecure;

    @Option(names = "--raw", description = "The server has no protocol: it sends each message to all clients.")
    private boolean raw;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "The number of event loops of this client. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "Also print the cost of the server, which is this process on the same Linux machine.")
    private @Nullable Long serverPid;

    @Spec
    private @Nullable CommandSpec spec;

    /** Creates a command to be filled in by picocli. */
    public LoadCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = plan();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ProcessFigures empty = server();
        try (var load = new Load(plan)) {
            long begin = System.nanoTime();
            load.connect();
            out.printf("%d clients in %d rooms after %.1f s%n", clients, rooms, (System.nanoTime() - begin) / 1e9);
            out.flush();
            begin(load, plan);
            run(load, plan, plan.warmUp());
            load.take();
            Figures before = Figures.now(server());
            run(load, plan, plan.measured());
            Tally tally = load.take();
            Figures after = Figures.now(server());
            load.rooms().forEach(LoadRoom::stop);
            new LoadReport(plan, tally, before, after, empty).print(out);
            return tally.errors + tally.closed == 0 ? 0 : 1;
        }
    }

    private @Nullable ProcessFigures server() throws IOException {
        return serverPid == null ? null : ProcessFigures.of(serverPid);
    }

    private LoadPlan plan() throws IOException {
        check("--clients", clients, 1, 1_000_000);
        check("--rooms", rooms, 1, clients);
        check("--stalled", stalled, 0, 10_000);
        check("--in-flight", inFlight, 0, 100_000);
        check("--size", bytes, Saying.DIGITS + 1, 60_000);
        check("--seconds", seconds, 1, 86_400);
        check("--warm-up", warmUp, 0, 86_400);
        check("--threads", threads, 1, 256);
        if (!(rate >= 0 && rate <= 1e7)) {
            throw bad("--rate must be from 0 to 10000000, was " + rate);
        }
        boolean encrypted = "wss".equals(server.getScheme());
        if (server.getHost() == null || !(encrypted || "ws".equals(server.getScheme()))) {
            throw bad("the server must be an address such as ws://127.0.0.1:8080/ws, was " + server);
        }
        return new LoadPlan(
                server,
                encrypted ? tls() : null,
                secret == null ? null : new Tokens(Secrets.read(secret), InstantSource.system()),
                clients,
                stalled,
                rooms,
                rate,
                inFlight,
                bytes,
                !noAcks,
                raw,
                threads,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds));
    }

    private SslContext tls() throws IOException {
        SslContextBuilder client = SslContextBuilder.forClient();
        try {
            if (insecure) {
                // Without a check of the name either, which goes by the certificate.
                client.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            } else if (authorities != null) {
                client.trustManager(authorities.toFile());
            }
            return client.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("can't read the certificates in " + authorities + ": " + e.getMessage(), e);
        }
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw bad("%s must be from %d to %d, was %d".formatted(option, least, most, value));
        }
    }

    private ParameterException bad(String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    private static void begin(Load load, LoadPlan plan) {
        if (plan.rate() == 0) {
            load.rooms().forEach(room -> room.keepInFlight(plan.inFlight()));
        }
    }

    /** Lets the load go on for a time, and says something whenever it is due, however late the server is. */
    private static void run(Load load, LoadPlan plan, Duration time) throws InterruptedException {
        if (plan.rate() == 0) {
            Channel.after(time).receive();
            return;
        }
        long begin = System.nanoTime();
        long messages = Math.round(plan.rate() * time.toMillis() / 1000);
        for (long i = 0; i < messages; i++) {
            long due = begin + (long) (i * NANOS / plan.rate());
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            load.rooms().get((int) (i % load.rooms().size())).say(due);
        }
    }
}
