package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class WorkerPoolJobsTest {
    @Test
    void each_job_is_done_once_and_failures_are_results() throws Exception {
        assertThat(Output.of("worker-pool-jobs")).isEqualTo("""
                        59431 steps in all
                        0: start must be at least 1, was 0
                        """);
    }
}
