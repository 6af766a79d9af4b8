package dev.sluice.chat.net;

import dev.sluice.chat.auth.FirstCome;
import dev.sluice.chat.auth.Gate;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.hub.Counts;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A hub and a transport at a free port, for tests of what clients see. */
final class TestServer implements AutoCloseable {
    static final Limits.Rates NO_RATES = new Limits.Rates(0, 0, 0, 50);

    /** Times so long that nothing is due in a test, looked at often. */
    static final NetOptions.Times PATIENT = new NetOptions.Times(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMillis(100),
            Duration.ofMillis(20));

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final AtomicBoolean inTrouble = new AtomicBoolean();
    final Store store;
    final Hub hub;
    final SocketServer socket;
    final int port;
    private final Thread running;

    private TestServer(
            NetOptions options, Limits.Rates rates, Set<String> admins, Function<Store, Gate> gate, @Nullable Tls tls)
            throws IOException {
        var outcomes = new Hub.Outcomes();
        store = Store.inMemory(StoreOptions.DEFAULT, outcomes);
        var limits = new Limits(rates);
        hub = new Hub(
                new Hub.Parts(store, gate.apply(store), limits, admins, InstantSource.system(), new Counts()),
                outcomes);
        socket = new SocketServer(options, tls, hub, limits, registry, new Status(() -> "metrics", inTrouble::get));
        running = Thread.ofVirtual().start(this::runHub);
        port = socket.listen();
    }

    static TestServer start() throws IOException {
        return start(NO_RATES, PATIENT);
    }

    static TestServer start(Limits.Rates rates, NetOptions.Times times) throws IOException {
        return start(rates, times, UnaryOperator.identity());
    }

    static TestServer start(Limits.Rates rates, NetOptions.Times times, UnaryOperator<NetOptions> change)
            throws IOException {
        return new TestServer(change.apply(options(times)), rates, Set.of("root"), FirstCome::new, null);
    }

    static TestServer start(Gate gate) throws IOException {
        return new TestServer(options(PATIENT), NO_RATES, Set.of(), _ -> gate, null);
    }

    static TestServer start(Tls tls) throws IOException {
        return start(options(PATIENT), tls);
    }

    static TestServer start(NetOptions options, Tls tls) throws IOException {
        return new TestServer(options, NO_RATES, Set.of(), FirstCome::new, tls);
    }

    static NetOptions options(NetOptions.Times times) {
        NetOptions usual = NetOptions.DEFAULT;
        return new NetOptions(
                "127.0.0.1",
                0,
                Set.of("https://friend.example"),
                usual.proxies(),
                true,
                usual.connections(),
                usual.perAddress(),
                usual.outboxBytes(),
                usual.sendBufferBytes(),
                times);
    }

    private void runHub() {
        try {
            hub.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    double evictions(String reason) {
        var counter = registry.find("chat.evictions").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        stop();
    }

    /** Comes to an end as the program does; once or again. */
    void stop() {
        try (store) {
            socket.notReady();
            hub.stop();
            running.join();
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server was stopping", e);
        }
    }
}
