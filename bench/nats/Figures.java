import dev.sluice.Scope;
import dev.sluice.remote.Cluster;
import dev.sluice.remote.Codec;
import dev.sluice.remote.Delivery;
import dev.sluice.remote.LocalServer;
import dev.sluice.remote.RemoteChannel;
import dev.sluice.remote.RemoteChannelOptions;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;

/** Measures remote channels beside the bare client, with a server of its own: the times of single values, and values a second. */
final class Figures {
    private static final int PORT = freePort();
    private static final int SENDERS = 64;

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        int values = arguments.length == 0 ? 20_000 : Integer.parseInt(arguments[0]);
        try (var server = LocalServer.start(Files.createTempDirectory("sluice-figures"), PORT);
                var cluster = Cluster.at(server.address()).connect();
                Connection bare = Nats.connect(server.address())) {
            for (String round : new String[] {"warm-up", "measured"}) {
                System.out.println(round);
                times("sluice", sluiceTimes(cluster, round, values / 10));
                times("client", bareTimes(bare, round, values / 10));
                throughput(cluster, round, values);
            }
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static RemoteChannel<byte[]> channel(Cluster cluster, String name, int values) throws Exception {
        return cluster.channel(name, Codec.bytes(), RemoteChannelOptions.capacity(values).unacknowledged(10_000));
    }

    /** From a publish to the delivery in the same process, one value at a time. */
    private static long[] sluiceTimes(Cluster cluster, String round, int values) throws Exception {
        RemoteChannel<byte[]> channel = channel(cluster, "times-" + round, values);
        long[] nanos = new long[values];
        try (var port = channel.port(1)) {
            for (int i = 0; i < values; i++) {
                long start = System.nanoTime();
                channel.send(new byte[100]);
                Delivery<byte[]> delivery = port.channel().receive();
                nanos[i] = System.nanoTime() - start;
                delivery.ack();
            }
        }
        return nanos;
    }

    private static long[] bareTimes(Connection bare, String round, int values) throws Exception {
        String name = "bare-" + round;
        bare.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(name + ".in")
                        .retentionPolicy(RetentionPolicy.WorkQueue)
                        .build());
        JetStreamSubscription subscription =
                bare.jetStream().subscribe(name + ".in", PullSubscribeOptions.builder().durable("workers").build());
        long[] nanos = new long[values];
        for (int i = 0; i < values; i++) {
            subscription.pull(1);
            long start = System.nanoTime();
            bare.jetStream().publish(name + ".in", new byte[100]);
            var message = subscription.nextMessage(Duration.ofSeconds(5));
            nanos[i] = System.nanoTime() - start;
            message.ack();
        }
        return nanos;
    }

    private static void times(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "  %s: publish to delivery p50 %.3f ms, p99 %.3f ms%n",
                what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }

    /** Many senders, then one port whose acknowledgements don't wait. */
    private static void throughput(Cluster cluster, String round, int values) throws Exception {
        RemoteChannel<byte[]> channel = channel(cluster, "many-" + round, values);
        long start = System.nanoTime();
        try (var scope = Scope.open()) {
            for (int i = 0; i < SENDERS; i++) {
                scope.go(() -> {
                    for (int n = 0; n < values / SENDERS; n++) {
                        channel.send(new byte[100]);
                    }
                });
            }
            scope.join();
        }
        int sent = values / SENDERS * SENDERS;
        perValue(SENDERS + " senders", start, sent);
        start = System.nanoTime();
        try (var port = channel.port(256)) {
            for (int i = 0; i < sent; i++) {
                port.channel().receive().ack();
            }
        }
        perValue("a port of 256", start, sent);
    }

    private static void perValue(String what, long start, int values) {
        System.out.printf("  %s: %.1f µs a value%n", what, (System.nanoTime() - start) / 1e3 / values);
    }
}
