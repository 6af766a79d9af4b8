package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The goroutines that a stage keeps, of which there may be many, and many that have ended. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RosterTest {
    @Test
    void starting_a_stage_looks_at_goroutines_in_proportion_to_its_workers() {
        var looks = new AtomicInteger();
        var roster = new Roster<Integer>(_ -> {
            looks.incrementAndGet();
            return false;
        });

        for (int i = 0; i < 16_000; i++) {
            roster.add(i);
        }

        assertThat(roster.copy()).hasSize(16_000);
        assertThat(looks.get()).isLessThan(3 * 16_000); // not half the square of them
    }

    @Test
    void those_that_are_over_are_dropped_some_time() {
        Set<Integer> over = new HashSet<>();
        var roster = new Roster<Integer>(over::contains);

        for (int i = 0; i < 16_000; i++) {
            roster.add(i);
            over.add(i);
        }

        assertThat(roster.copy()).hasSizeLessThan(20).contains(15_999);
    }
}
