package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.examples.JobScheduler.Job;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** An hour of the scheduler takes no time: the clock of a bubble jumps. */
@ExampleTest
class JobSchedulerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Long> starts = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();

    @Test
    void the_program_beats_five_times() throws Exception {
        assertThat(Output.of("job-scheduler")).isEqualTo("""
                        beats: 5
                        a job that fails is run again: true
                        """);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_job_runs_at_its_interval() throws InterruptedException {
        runFor(MINUTE, 1, new Job("job", SECOND.multipliedBy(10), SECOND, this::begin));

        assertThat(starts).startsWith(10L, 20L, 30L, 40L, 50L).hasSizeBetween(5, 6);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_slow_job_never_overlaps_with_itself() throws InterruptedException {
        runFor(MINUTE, 8, new Job("slow", SECOND.multipliedBy(10), MINUTE, () -> {
            begin();
            Channel.after(SECOND.multipliedBy(15)).receive();
        }));

        assertThat(starts).startsWith(10L, 25L, 40L, 55L);
    }

    @Test
    @Deterministic(seeds = 20)
    void no_more_jobs_run_at_once_than_allowed() throws InterruptedException {
        CheckedRunnable<Exception> slow = () -> {
            begin();
            Channel.after(SECOND.multipliedBy(5)).receive();
        };
        runFor(
                SECOND.multipliedBy(19),
                1,
                new Job("first", SECOND.multipliedBy(10), MINUTE, slow),
                new Job("second", SECOND.multipliedBy(10), MINUTE, slow));

        assertThat(starts).containsExactly(10L, 15L);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_run_that_takes_too_long_is_cancelled_and_told() throws InterruptedException {
        runFor(SECOND.multipliedBy(25), 1, new Job("stuck", SECOND.multipliedBy(10), SECOND, () -> {
            begin();
            Channel.unbuffered().receive();
        }));

        assertThat(starts).containsExactly(10L, 20L);
        assertThat(failures).hasSize(2).allSatisfy(each -> assertThat(each).isInstanceOf(TimeoutException.class));
    }

    @Test
    @Deterministic(seeds = 20)
    void a_stop_lets_a_run_finish() throws InterruptedException {
        runFor(SECOND.multipliedBy(12), 1, new Job("job", SECOND.multipliedBy(10), MINUTE, () -> {
            Channel.after(SECOND.multipliedBy(5)).receive();
            begin();
        }));

        assertThat(starts).containsExactly(15L);
        assertThat(failures).isEmpty();
    }

    private void begin() {
        starts.add(Bubble.elapsed().toSeconds());
    }

    private void runFor(Duration time, int mostAtOnce, Job... jobs) throws InterruptedException {
        var scheduler = new JobScheduler(mostAtOnce, (_, failure) -> failures.add(failure));
        try (var stop = Context.background().withTimeout(time);
                var scope = Scope.open()) {
            for (Job job : jobs) {
                scheduler.start(scope, stop, job);
            }
            scope.join();
        }
    }
}
