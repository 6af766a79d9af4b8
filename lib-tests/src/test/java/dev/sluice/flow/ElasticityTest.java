package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decisions about the number of workers, on loads that are formulas. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ElasticityTest {
    private static final long TICK_NANOS = 20_000_000;

    /** A stage whose throughput depends on the number of its workers, in items per second. */
    private static final class Load {
        private final Elasticity elasticity;
        private long nanos;
        private double items;
        private double waitingNanos;
        private int workers;

        Load(int min, int max) {
            elasticity = new Elasticity(min, max, new Elasticity.Sample(0, 0, 0));
            workers = min;
        }

        boolean mayGrow() {
            return elasticity.mayGrow(sample());
        }

        private Elasticity.Sample sample() {
            return new Elasticity.Sample(nanos, (long) items, (long) waitingNanos);
        }

        /** Lets time pass, with all workers busy; answers the average throughput. */
        double run(double seconds, IntToDoubleFunction throughput) {
            return run(seconds, throughput, Double.MAX_VALUE);
        }

        /** Lets time pass while this many items come in a second. */
        double run(double seconds, IntToDoubleFunction throughput, double coming) {
            double before = items;
            for (long end = nanos + (long) (seconds * 1e9); nanos < end; ) {
                nanos += TICK_NANOS;
                double able = throughput.applyAsDouble(workers);
                double done = Math.min(able, coming);
                items += done * TICK_NANOS / 1e9;
                waitingNanos += workers * (1 - done / able) * TICK_NANOS;
                workers = elasticity.decide(sample());
            }
            return (items - before) / seconds;
        }
    }

    private static IntToDoubleFunction waiting(double millis) {
        return workers -> workers * 1000 / millis;
    }

    private static IntToDoubleFunction computing(int processors, double millis) {
        return workers -> Math.min(workers, processors) * 1000 / millis;
    }

    /** Gets slower with each worker more than there should be. */
    private static IntToDoubleFunction contending(int best) {
        return workers -> workers <= best ? 100.0 * workers : 100.0 * best * best / workers;
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 20, 100})
    void a_load_that_waits_gets_all_workers(double millis) {
        var load = new Load(1, 64);

        load.run(10, waiting(millis));
        double rate = load.run(60, waiting(millis));

        assertThat(rate).isGreaterThan(0.97 * waiting(millis).applyAsDouble(64));
    }

    @Test
    void all_workers_are_there_within_seconds() {
        var load = new Load(1, 64);

        load.run(3, waiting(20));

        assertThat(load.workers).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 32})
    void a_load_that_computes_gets_about_as_many_as_processors(int processors) {
        var load = new Load(1, 64);

        load.run(10, computing(processors, 5));
        double rate = load.run(60, computing(processors, 5));

        assertThat(rate).isGreaterThan(0.95 * computing(processors, 5).applyAsDouble(64));
        assertThat(load.workers).isLessThanOrEqualTo(2 * processors);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 24, 64})
    void a_load_that_suffers_from_too_many_gets_near_the_best(int best) {
        var load = new Load(1, 64);

        load.run(20, contending(best));
        double rate = load.run(60, contending(best));

        assertThat(rate).isGreaterThan(0.9 * contending(best).applyAsDouble(best));
    }

    @Test
    void the_best_is_found_again_when_the_load_changes() {
        var load = new Load(1, 64);
        double got = 0;
        double best = 0;

        for (int round = 0; round < 4; round++) {
            got += load.run(30, waiting(20)) + load.run(30, contending(4));
            best += waiting(20).applyAsDouble(64) + contending(4).applyAsDouble(4);
        }

        assertThat(got).isGreaterThan(0.9 * best);
    }

    @Test
    void workers_that_wait_are_let_go() {
        var load = new Load(1, 64);
        load.run(10, waiting(20));

        double rate = load.run(10, waiting(20), 120); // 2.4 workers could do that

        assertThat(load.workers).isBetween(3, 4);
        assertThat(rate).isEqualTo(120, within(1.0));
    }

    @Test
    void a_stage_without_items_has_the_least_number_of_workers() {
        var load = new Load(2, 64);
        load.run(10, waiting(20));

        load.run(5, waiting(20), 0);

        assertThat(load.workers).isEqualTo(2);
    }

    @Test
    void the_bounds_are_kept() {
        var load = new Load(3, 5);

        for (int i = 0; i < 500; i++) {
            load.run(0.1, i % 100 < 50 ? waiting(7) : contending(2));

            assertThat(load.workers).isBetween(3, 5);
        }
    }

    @Test
    void the_same_samples_give_the_same_decisions() {
        var one = new Load(1, 64);
        var other = new Load(1, 64);

        for (int i = 0; i < 1_000; i++) {
            one.run(0.02, contending(7));
            other.run(0.02, contending(7));

            assertThat(other.workers).isEqualTo(one.workers);
        }
    }

    @Test
    void it_may_grow_until_its_workers_have_waited_for_a_tenth_of_the_time() {
        var elasticity = new Elasticity(1, 4, new Elasticity.Sample(0, 0, 0));

        assertThat(elasticity.mayGrow(new Elasticity.Sample(100, 1, 9))).isTrue();
        assertThat(elasticity.mayGrow(new Elasticity.Sample(101, 1, 10))).isTrue();
        assertThat(elasticity.mayGrow(new Elasticity.Sample(102, 1, 11))).isFalse();
    }

    @Test
    void a_busy_load_whose_workers_only_wait_from_some_time_on_gets_no_more_of_them_once_it_may_not_grow() {
        var load = new Load(1, 64);
        load.run(1, waiting(20));
        int workers = load.workers;
        while (load.mayGrow()) {
            load.run(0.02, waiting(20), 0);
            workers = Math.max(workers, load.workers);
        }
        for (int i = 0; i < 500; i++) {
            load.run(0.02, waiting(20), 0);
            assertThat(load.workers).isLessThanOrEqualTo(workers);
            workers = load.workers;
        }
    }
}
