package dev.sluice.chat;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.chat.auth.FirstCome;
import dev.sluice.chat.auth.Gate;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Secrets;
import dev.sluice.chat.auth.Tokens;
import dev.sluice.chat.hub.Counts;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.net.SocketServer;
import dev.sluice.chat.net.Status;
import dev.sluice.chat.net.Tls;
import dev.sluice.chat.store.Store;
import dev.sluice.observe.LivePage;
import java.io.IOException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A running chat server: the store, the hub and the transport, begun in this order and ended in the opposite one. */
final class Server {
    private static final Duration LOOK_AT_CERTIFICATE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Metrics metrics = new Metrics();
    private final Counts counts = new Counts();

    Server(Settings settings) {
        this.settings = settings;
    }

    /**
     * Serves until a context is cancelled, and then comes to an orderly end: nothing new is taken, what is with the store is settled,
     * the clients get what waits for them and are told, and the store is closed.
     *
     * @param stop says when to end
     * @param listening is told the port once it is open
     * @throws IOException if it can't begin; the message says why
     * @throws InterruptedException if interrupted; the server has ended
     */
    void run(Context stop, IntConsumer listening) throws IOException, InterruptedException {
        Tls tls = settings.tls() == null
                ? null
                : new Tls(settings.tls().certificate(), settings.tls().key());
        var outcomes = new Hub.Outcomes();
        try (Store store = open(outcomes)) {
            metrics.watch(counts, store);
            var limits = new Limits(settings.rates());
            var hub = new Hub(
                    new Hub.Parts(
                            store,
                            gate(store),
                            limits,
                            settings.admins(),
                            settings.store().clock(),
                            counts),
                    outcomes);
            var status = new Status(metrics::scrape, () -> store.figures().trouble() != null);
            var socket = new SocketServer(settings.net(), tls, hub, limits, metrics.registry(), status);
            try (LivePage _ = live(hub, socket);
                    var scope = Scope.open().named("chat")) {
                try {
                    serve(scope, stop, hub, socket, tls, listening);
                    scope.cancel();
                } catch (ContextCancelledException e) {
                    scope.join(IOException.class); // throws what the hub has failed with
                    throw e;
                }
            }
        }
    }

    private @Nullable LivePage live(Hub hub, SocketServer socket) throws IOException {
        return settings.live() == null ? null : Live.start(settings.live(), hub, socket, counts);
    }

    private Store open(Hub.Outcomes outcomes) throws IOException, InterruptedException {
        return settings.data() == null
                ? Store.inMemory(settings.store(), outcomes)
                : Store.open(settings.data(), settings.store(), outcomes);
    }

    private Gate gate(Store store) throws IOException {
        return settings.secret() == null
                ? new FirstCome(store)
                : new Tokens(Secrets.read(settings.secret()), settings.store().clock());
    }

    private static void serve(
            Scope scope, Context stop, Hub hub, SocketServer socket, @Nullable Tls tls, IntConsumer listening)
            throws IOException, InterruptedException {
        Task<?> hubTask = scope.go("hub", hub::run);
        if (tls != null) {
            scope.go("certificate", () -> tls.watch(LOOK_AT_CERTIFICATE));
        }
        try {
            listening.accept(socket.listen());
            try (var select = Select.open()) {
                select.done(stop);
                select.done(hubTask); // it ends only by a failure
                select.await();
            }
        } finally {
            // The order matters: what the hub has settled is with the shards before they say goodbye.
            try (var context = Context.current().detached().withTimeout(Duration.ofSeconds(9))) {
                context.run(() -> {
                    socket.notReady();
                    hub.stop();
                    hubTask.done().receive();
                    socket.close();
                });
            }
        }
    }
}
