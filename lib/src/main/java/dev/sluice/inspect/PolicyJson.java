package dev.sluice.inspect;

import java.util.Comparator;
import java.util.List;

/** Writes the states of policies as JSON. */
final class PolicyJson {
    private static final int MOST_SUBSCRIPTIONS = 20;

    private PolicyJson() {}

    static void write(JsonText text, PolicyState policy) {
        text.object(() -> {
            text.field("name", policy.name());
            text.field("id", policy.id());
            text.field("text", PolicyText.of(policy));
            switch (policy) {
                case PolicyState.Breaker breaker -> breaker(text, breaker);
                case PolicyState.Limiter limiter -> {
                    text.field("perSecond", limiter.perSecond());
                    text.field("burst", limiter.burst());
                    text.field("available", limiter.available());
                }
                case PolicyState.KeyedLimiter limiter -> {
                    text.field("perSecond", limiter.perSecond());
                    text.field("burst", limiter.burst());
                    text.field("keys", limiter.keys());
                    text.field("maxKeys", limiter.maxKeys());
                }
                case PolicyState.Semaphore semaphore -> {
                    text.field("limit", semaphore.limit());
                    text.field("held", semaphore.held());
                    text.field("waiting", semaphore.waiting());
                }
                case PolicyState.Pool pool -> pool(text, pool);
                case PolicyState.Topic topic -> topic(text, topic);
            }
        });
    }

    private static void breaker(JsonText text, PolicyState.Breaker breaker) {
        text.field("state", breaker.state());
        text.field("calls", breaker.calls());
        text.field("failed", breaker.failed());
        text.field("slow", breaker.slow());
        text.field("failureRate", breaker.failureRate());
        text.field("remaining", breaker.remaining());
    }

    private static void pool(JsonText text, PolicyState.Pool pool) {
        text.field("workers", pool.workers());
        text.field("running", pool.running());
        text.field("queued", pool.queued());
        text.field("queueCapacity", pool.queueCapacity());
        text.field("jobs", pool.jobs());
        text.field("results", pool.results());
    }

    private static void topic(JsonText text, PolicyState.Topic topic) {
        text.field("published", topic.published());
        text.field("subscribers", topic.subscriptions().size());
        List<PolicyState.Subscription> slowest = topic.subscriptions().stream()
                .sorted(Comparator.comparingInt(PolicyState.Subscription::lag).reversed())
                .limit(MOST_SUBSCRIPTIONS)
                .toList();
        text.list(
                "subscriptions",
                slowest,
                each -> text.object(() -> {
                    text.field("pattern", each.pattern());
                    text.field("policy", each.policy());
                    text.field("lag", each.lag());
                    text.field("capacity", each.capacity());
                    text.field("dropped", each.dropped());
                    text.field("id", each.channel());
                }));
    }
}
