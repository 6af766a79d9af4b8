package dev.sluice.remote;

import dev.sluice.resilience.Backoff;
import java.time.Duration;

/** Options that tests share with the processes that they start. */
final class Options {
    static final RemoteChannelOptions FOR_PROCESSES = RemoteChannelOptions.capacity(10_000)
            .lease(Duration.ofSeconds(1))
            .attempts(3)
            .backoff(Backoff.fixed(Duration.ofMillis(50)));

    private Options() {}
}
