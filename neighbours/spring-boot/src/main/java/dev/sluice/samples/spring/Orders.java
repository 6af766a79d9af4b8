package dev.sluice.samples.spring;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Offer;
import dev.sluice.Scope;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Orders that are accepted at once and stored in the background. The bean owns a scope: its goroutines begin with the application,
 * and when the application stops, what was accepted is stored first.
 */
@Component
class Orders implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final int STORING = 4;

    private final Store store;
    private final Duration patience;
    private final Channel<Order> accepted = Channel.named("orders").buffered(100);
    private final Context life = Context.background().withCancel();
    private final Thread owner = Thread.ofVirtual().name("orders").unstarted(this::run);

    record Order(String customer, String product) {}

    Orders(Store store, @Value("${shop.patience:10s}") Duration patience) {
        this.store = store;
        this.patience = patience;
    }

    /** Accepts an order, or returns false if too many are waiting, or the application is about to stop. */
    boolean accept(Order order) {
        return accepted.offer(order) == Offer.SENT;
    }

    @Override
    public void start() {
        owner.start();
    }

    /** A scope belongs to the thread that opens it, and that should be none of Spring's. */
    private void run() {
        try (var scope = Scope.open(life).named("orders")) {
            for (int i = 0; i < STORING; i++) {
                scope.go("store", this::storeAll);
            }
            scope.join(); // until the channel is closed, and all of it is stored
        } catch (CancelledException | InterruptedException e) {
            LOG.warn("stopped with {} orders that were not stored", accepted.length());
        }
    }

    private void storeAll() throws InterruptedException {
        for (Order order : accepted) {
            try {
                store.store(order);
            } catch (RuntimeException e) {
                LOG.error("{} was not stored", order, e); // one bad order ends nothing
            }
        }
    }

    /** Returns when all goroutines have ended. */
    @Override
    public void stop() {
        accepted.close();
        try {
            if (!owner.join(patience)) {
                life.cancel(); // wakes each goroutine, whatever it waits for
                owner.join();
            }
        } catch (InterruptedException e) {
            life.cancel();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return owner.isAlive();
    }

    /** Starts before the web server, whose phase is higher, and stops after it: then no request comes any more. */
    @Override
    public int getPhase() {
        return 0;
    }
}
