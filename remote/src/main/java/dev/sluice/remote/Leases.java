package dev.sluice.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Extends the leases of the deliveries that are held here, so that the server doesn't deliver them again while they are worked on.
 *
 * <p>Leases are safe for use by any number of threads.
 */
final class Leases implements AutoCloseable {
    private static final int EXTENSIONS_PER_LEASE = 3;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-leases").factory());

    /** The deliveries of one channel that are held here. */
    final class Held implements AutoCloseable {
        private final Set<Delivery<?>> deliveries = ConcurrentHashMap.newKeySet();
        private final ScheduledFuture<?> extending;

        private Held(Duration lease) {
            long nanos = lease.toNanos() / EXTENSIONS_PER_LEASE;
            extending = clock.scheduleAtFixedRate(this::extend, nanos, nanos, TimeUnit.NANOSECONDS);
        }

        private void extend() {
            long now = System.nanoTime();
            deliveries.forEach(each -> each.extend(now));
        }

        void add(Delivery<?> delivery) {
            deliveries.add(delivery);
        }

        void remove(Delivery<?> delivery) {
            deliveries.remove(delivery);
        }

        /** Gives all back that is held. */
        @Override
        public void close() {
            extending.cancel(false);
            deliveries.forEach(Delivery::giveBack);
        }
    }

    Held hold(Duration lease) {
        return new Held(lease);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
