package dev.sluice.inspect;

import java.util.Locale;

/** Puts the states of policies into words. */
final class PolicyText {
    private PolicyText() {}

    /** Returns a line, without an end. */
    static String of(PolicyState policy) {
        return switch (policy) {
            case PolicyState.Breaker breaker ->
                "circuit breaker " + breaker.name() + ": "
                        + breaker.state().toLowerCase(Locale.ROOT).replace('_', ' ') + "; of " + breaker.calls()
                        + " calls " + breaker.failed() + " failed, " + breaker.slow() + " were slow";
            case PolicyState.Limiter limiter ->
                "rate limiter " + limiter.name() + ": " + limiter.available() + " of " + limiter.burst()
                        + " permits there, " + limiter.perSecond() + " more per second";
            case PolicyState.KeyedLimiter limiter ->
                "keyed rate limiter " + limiter.name() + ": " + limiter.keys() + " of " + limiter.maxKeys()
                        + " keys, each with " + limiter.perSecond() + " permits per second";
            case PolicyState.Semaphore semaphore ->
                "semaphore " + semaphore.name() + ": " + semaphore.held() + " of " + semaphore.limit() + " held, "
                        + semaphore.waiting() + " wait";
            case PolicyState.Pool pool ->
                "pool " + pool.name() + ": " + pool.running() + " of " + pool.workers() + " workers busy, "
                        + pool.queued() + " of " + pool.queueCapacity() + " jobs queued";
            case PolicyState.Topic topic -> topic(topic);
        };
    }

    private static String topic(PolicyState.Topic topic) {
        int lag = 0;
        long dropped = 0;
        for (PolicyState.Subscription each : topic.subscriptions()) {
            lag = Math.max(lag, each.lag());
            dropped += each.dropped();
        }
        return "topic " + topic.label() + ": " + topic.published() + " published to "
                + topic.subscriptions().size() + " subscribers, the slowest of which is " + lag + " behind; " + dropped
                + " dropped";
    }
}
