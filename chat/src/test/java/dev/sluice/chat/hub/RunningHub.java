package dev.sluice.chat.hub;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.chat.auth.FirstCome;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/** A hub on a store that commits in a goroutine of its own. */
final class RunningHub implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final Scope scope = Scope.open();
    private final Task<?> running;
    private final LateStore late;
    final Store store;
    final Hub hub;
    final Counts counts = new Counts();
    final Shard shard = new Listener.Direct();

    RunningHub() throws InterruptedException {
        this(
                new Limits.Rates(0, 0, 0, 3),
                StoreOptions.DEFAULT.clock(InstantSource.fixed(NOW)).likeness(Names::skeleton));
    }

    RunningHub(Limits.Rates rates, StoreOptions options) throws InterruptedException {
        var outcomes = new Hub.Outcomes();
        late = new LateStore(options, outcomes);
        store = late.store();
        hub = new Hub(
                new Hub.Parts(
                        store,
                        new FirstCome(store),
                        new Limits(rates),
                        Set.of("root"),
                        InstantSource.fixed(NOW),
                        counts),
                outcomes);
        scope.go("store", late::run);
        running = scope.go("hub", hub::run);
    }

    Listener connect() {
        return new Listener(hub, shard);
    }

    @Override
    public void close() {
        try (scope) {
            hub.stop();
            running.await();
            late.close();
            scope.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the hub was stopping", e);
        }
    }
}
