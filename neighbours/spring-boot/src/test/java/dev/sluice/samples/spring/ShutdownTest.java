package dev.sluice.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What becomes of accepted orders when the application stops. */
@Timeout(60)
class ShutdownTest {
    private static final int ORDERS = 50;

    /** A store in which orders wait. */
    static class Gate extends Store {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Override
        void store(Orders.Order order) throws InterruptedException {
            entered.countDown();
            open.await();
            super.store(order);
        }
    }

    /** Opens the gate when the beans are being stopped: after the web server, and just before {@link Orders}. */
    static class Opener implements SmartLifecycle {
        private final Gate gate;
        private volatile boolean opens;
        private volatile boolean running;

        Opener(Gate gate) {
            this.gate = gate;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            if (opens) {
                gate.open.countDown();
            }
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return 1;
        }
    }

    static class WithGate {
        @Bean
        @Primary
        Gate gate() {
            return new Gate();
        }

        @Bean
        Opener opener(Gate gate) {
            return new Opener(gate);
        }
    }

    @Test
    void what_was_accepted_is_stored_before_the_application_has_stopped() throws InterruptedException {
        var shop = start("1m");
        Gate gate = shop.getBean(Gate.class);
        Orders orders = shop.getBean(Orders.class);
        for (int i = 0; i < ORDERS; i++) {
            assertThat(orders.accept(new Orders.Order("customer " + i, "tea"))).isTrue();
        }
        gate.entered.await();
        shop.getBean(Opener.class).opens = true;

        shop.close();

        assertThat(gate.orders()).hasSize(ORDERS);
        assertThat(orders.isRunning()).isFalse();
        assertThat(Sluice.snapshot().goroutines()).isZero();
    }

    @Test
    void a_goroutine_that_is_stuck_is_cancelled_when_patience_is_over() throws InterruptedException {
        var shop = start("20ms");
        Gate gate = shop.getBean(Gate.class);
        Orders orders = shop.getBean(Orders.class);
        orders.accept(new Orders.Order("ada", "tea"));
        gate.entered.await();

        shop.close(); // the gate is never opened

        assertThat(gate.orders()).isEmpty();
        assertThat(orders.isRunning()).isFalse();
        assertThat(Sluice.snapshot().goroutines()).isZero();
    }

    private static ConfigurableApplicationContext start(String patience) {
        return new SpringApplicationBuilder(Shop.class, WithGate.class)
                .run("--server.port=0", "--shop.patience=" + patience, "--spring.main.banner-mode=off");
    }
}
