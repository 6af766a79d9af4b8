package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.inspect.ChannelState;
import dev.sluice.inspect.PolicyState;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.KeyedRateLimiter;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a snapshot shows of policies, pools and topics. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class PolicySnapshotTest {
    private static Optional<PolicyState> seen(Object policy) {
        return Sluice.snapshot().policies().stream()
                .filter(each -> each.id().equals(Objects.toIdentityString(policy)))
                .findFirst();
    }

    private static <S extends PolicyState> S seen(Object policy, Class<S> type) {
        return type.cast(seen(policy).orElseThrow());
    }

    @Test
    void shows_what_a_circuit_breaker_does_with_calls() {
        CircuitBreaker breaker = CircuitBreaker.named("payments")
                .failureRate(0.5)
                .minimumCalls(2)
                .openFor(Duration.ofHours(1))
                .build();
        fail(breaker);

        PolicyState.Breaker closed = seen(breaker, PolicyState.Breaker.class);
        fail(breaker);
        PolicyState.Breaker open = seen(breaker, PolicyState.Breaker.class);

        assertThat(closed).isEqualTo(new PolicyState.Breaker("payments", closed.id(), "CLOSED", 1, 1, 0, 0.5, null));
        assertThat(open.state()).isEqualTo("OPEN");
        assertThat(open.remaining()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        assertThat(Sluice.dump()).contains("  circuit breaker payments: open; of ");
    }

    private static void fail(CircuitBreaker breaker) {
        try (var permit = breaker.admit()) {
            permit.failure();
        }
    }

    @Test
    void shows_rate_limiters_and_semaphores_that_have_a_name() throws InterruptedException {
        RateLimiter limiter =
                RateLimiter.of(1, Duration.ofHours(1)).burst(5).named("api").build();
        KeyedRateLimiter<String> keyed = KeyedRateLimiter.of(1, Duration.ofHours(1))
                .burst(5)
                .named("clients")
                .maxKeys(9)
                .build();
        var semaphore = new Semaphore(7, "memory");
        assertThat(limiter.allow(2)).isTrue();
        assertThat(keyed.allow("a")).isTrue();
        var permit = semaphore.acquire(3);

        assertThat(seen(limiter, PolicyState.Limiter.class)).satisfies(state -> {
            assertThat(state.name()).isEqualTo("api");
            assertThat(state.burst()).isEqualTo(5);
            assertThat(state.available()).isEqualTo(3);
            assertThat(state.perSecond()).isBetween(1 / 3601.0, 1 / 3599.0);
        });
        assertThat(seen(keyed, PolicyState.KeyedLimiter.class)).satisfies(state -> {
            assertThat(state.name()).isEqualTo("clients");
            assertThat(state.keys()).isEqualTo(1);
            assertThat(state.maxKeys()).isEqualTo(9);
        });
        assertThat(seen(semaphore))
                .contains(new PolicyState.Semaphore("memory", Objects.toIdentityString(semaphore), 7, 3, 0));
        assertThat(Sluice.dump())
                .contains("  rate limiter api: 3 of 5 permits there, ", "  semaphore memory: 3 of 7 held, 0 wait\n");
        assertThat(limiter.toString()).startsWith("rate limiter api (");
        permit.close();
    }

    @Test
    void leaves_out_rate_limiters_and_semaphores_without_a_name() {
        RateLimiter limiter = RateLimiter.perSecond(5).build();
        KeyedRateLimiter<String> keyed = KeyedRateLimiter.perSecond(5).build();
        var semaphore = new Semaphore(7);

        assertThat(seen(limiter)).isEmpty();
        assertThat(seen(keyed)).isEmpty();
        assertThat(seen(semaphore)).isEmpty();
    }

    @Test
    void shows_a_pool_with_its_channels_until_it_is_over() throws InterruptedException {
        Channel<Integer> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(2)
                    .queue(3)
                    .named("resize")
                    .start(scope, job -> {
                        gate.receive();
                        return job;
                    });
            for (int job = 0; job < 5; job++) {
                pool.submit(job);
            }
            Eventually.becomes(() -> pool.running() == 2);
            PolicyState.Pool busy = seen(pool, PolicyState.Pool.class);

            assertThat(busy.workers()).isEqualTo(2);
            assertThat(busy.running()).isEqualTo(2);
            assertThat(busy.queued()).isEqualTo(pool.queued());
            assertThat(busy.queueCapacity()).isEqualTo(3);
            assertThat(Sluice.snapshot().channels())
                    .extracting(ChannelState::id)
                    .contains(busy.jobs(), busy.results());
            assertThat(Sluice.snapshot().policies()) // not what it is made of
                    .noneMatch(each -> each instanceof PolicyState.Semaphore
                            && each.label().startsWith("resize"));

            gate.close();
            pool.close();
            int results = 0;
            for (var _ : pool.results()) {
                results++;
            }
            assertThat(results).isEqualTo(5);
            assertThat(seen(pool)).isEmpty();
            assertThat(Sluice.snapshot().channels())
                    .extracting(ChannelState::id)
                    .doesNotContain(busy.jobs(), busy.results());
            scope.join();
            assertThat(pool.running()).isZero(); // it is still in use
        }
    }

    @Test
    void shows_a_topic_with_the_lag_of_its_subscriptions_until_it_is_closed() throws InterruptedException {
        var orders = new Topic<Integer>(0, "orders");
        var all = orders.subscribe("orders.>", 8, Topic.Policy.BLOCK);
        var slow = orders.subscribe("orders.eu", 2, Topic.Policy.DROP_NEWEST);
        for (int i = 0; i < 5; i++) {
            orders.publish("orders.eu", i);
        }
        all.messages().receive();

        PolicyState.Topic topic = seen(orders, PolicyState.Topic.class);
        String channel = Objects.toIdentityString(slow.messages());

        assertThat(topic.name()).isEqualTo("orders");
        assertThat(topic.published()).isEqualTo(5);
        assertThat(topic.subscriptions())
                .containsExactlyInAnyOrder(
                        new PolicyState.Subscription(
                                "orders.>", "BLOCK", 4, 8, 0, Objects.toIdentityString(all.messages())),
                        new PolicyState.Subscription("orders.eu", "DROP_NEWEST", 2, 2, 3, channel));
        assertThat(orders.toString()).isEqualTo("topic orders (2 subscribers, 5 published)");

        orders.close();
        assertThat(seen(orders)).isEmpty();
        assertThat(Sluice.snapshot().channels()).extracting(ChannelState::id).contains(channel); // it has two messages
        slow.messages().receive();
        slow.messages().receive();
        assertThat(Sluice.snapshot().channels()).extracting(ChannelState::id).doesNotContain(channel);
    }

    @Test
    void keeps_none_of_them() {
        String id = Objects.toIdentityString(CircuitBreaker.named("forgotten").build());

        for (int i = 0; i < 100 && isListed(id); i++) {
            System.gc();
        }

        assertThat(isListed(id)).isFalse();
    }

    private static boolean isListed(String id) {
        return Sluice.snapshot().policies().stream().anyMatch(each -> each.id().equals(id));
    }
}
