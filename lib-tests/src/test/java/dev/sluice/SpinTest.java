package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which waits are spun in, and for how long: on a clock that every look moves on. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class SpinTest {
    private static final long NANOS_PER_LOOK = 100;

    /** Counts how often a spin looks at the clock. */
    private static final class Clock extends ForwardingWorld {
        private long looks;

        Clock() {
            super(World.current());
        }

        @Override
        public long nanoTime() {
            looks++;
            return looks * NANOS_PER_LOOK;
        }
    }

    private final Clock clock = new Clock();
    private final Spin spin = new Spin();

    /** Waits in vain; answers for how many nanoseconds it was spun. */
    private long nanosInVain(boolean hasWoken) {
        long before = clock.looks;
        var wait = new Wait();
        wait.begin();
        assertThat(spin.until(clock, wait, hasWoken)).isFalse();
        return Math.max(0, clock.looks - before - 1) * NANOS_PER_LOOK;
    }

    /** A partner comes before the wait is looked at; answers whether it was spun in at all, and so seen. */
    private boolean seesPartner(boolean hasWoken) {
        var wait = new Wait();
        wait.begin();
        assertThat(wait.match(wait)).isNotNull();
        return spin.until(clock, wait, hasWoken);
    }

    @Test
    void the_budget_halves_when_no_partner_comes_and_doubles_when_one_does() {
        assertThat(nanosInVain(false)).isEqualTo(2_000);
        assertThat(nanosInVain(false)).isEqualTo(1_000);
        assertThat(seesPartner(false)).isTrue();
        assertThat(nanosInVain(false)).isEqualTo(1_000);
        for (int i = 0; i < 10; i++) {
            nanosInVain(false);
        }
        assertThat(nanosInVain(false)).as("the least").isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            seesPartner(false);
        }
        assertThat(nanosInVain(false)).as("the most").isEqualTo(8_000);
    }

    @Test
    void after_a_wake_up_a_thread_spins_in_one_wait_of_64_while_that_is_in_vain() {
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i < 64; i++) {
                assertThat(nanosInVain(true)).as("wait %d", i).isZero();
            }
            assertThat(nanosInVain(true)).as("the trial").isPositive();
        }
    }

    @Test
    void after_a_wake_up_a_thread_spins_as_often_as_it_goes_well() {
        for (int i = 1; i < 64; i++) {
            assertThat(seesPartner(true)).as("wait %d", i).isFalse();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(seesPartner(true)).as("trial %d", i).isTrue();
        }
        for (int between = 2; between <= 64; between *= 2) {
            assertThat(nanosInVain(true)).isPositive();
            for (int i = 1; i < between; i++) {
                assertThat(nanosInVain(true)).as("%d of %d", i, between).isZero();
            }
        }
    }

    @Test
    void waits_after_a_wake_up_do_not_keep_others_from_spinning() {
        for (int i = 1; i < 64; i++) {
            nanosInVain(true);
        }
        assertThat(nanosInVain(false)).isEqualTo(2_000);
    }
}
