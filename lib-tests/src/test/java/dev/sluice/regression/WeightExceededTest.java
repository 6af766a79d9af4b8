package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When there is room again, the first sender's value is let in, if it fits. If that sender was a select that had just been matched
 * elsewhere, the next one's value was let in, which didn't.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class WeightExceededTest {
    @Test
    @Deterministic(seeds = 200)
    void a_value_that_does_not_fit_stays_outside_when_the_sender_before_it_was_matched_elsewhere()
            throws InterruptedException {
        Channel<Integer> weighted = Channel.weighted(Integer::longValue, 10);
        Channel<Integer> elsewhere = Channel.unbuffered();
        try (var scope = Scope.open()) {
            weighted.send(5);
            weighted.send(5);
            scope.go(() -> {
                try (var select = Select.open()) {
                    select.send(weighted).value(1);
                    select.send(elsewhere).value(1);
                    select.await();
                }
            });
            scope.go(() -> weighted.send(9));

            Channel.after(Duration.ofSeconds(1)).receive(); // then all wait
            assertThat(elsewhere.tryReceive()).isInstanceOf(Received.Value.class);
            assertThat(weighted.tryReceive()).isInstanceOf(Received.Value.class);

            assertThat(weighted.length()).isEqualTo(1); // 5, and 9 would be too much
            scope.cancel();
        }
    }
}
