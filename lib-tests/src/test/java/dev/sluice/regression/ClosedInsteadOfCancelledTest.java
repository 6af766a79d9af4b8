package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.Ticker;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One that waited for a tick in a cancelled context was told that the ticker is closed, if that came before it had woken. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ClosedInsteadOfCancelledTest {
    @Test
    @Deterministic(seeds = 200)
    void a_cancelled_wait_for_a_tick_is_cancelled_though_the_ticker_is_closed_meanwhile() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        try (var scope = Scope.open().collectAll()) {
            var ticker = Ticker.every(Duration.ofDays(1));
            Task<?> task = scope.go(() -> {
                try {
                    ticker.receive();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            Bubble.step("before the cancellation");
            task.cancel();
            ticker.close();
            scope.join();
        }
        assertThat(thrown.get()).isInstanceOf(ContextCancelledException.class);
    }
}
