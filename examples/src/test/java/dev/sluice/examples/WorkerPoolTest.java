package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@ExampleTest
class WorkerPoolTest {
    @Test
    void every_job_is_done_once() throws Exception {
        assertThat(Output.of("worker-pool").lines())
                .hasSize(20)
                .contains("1! = 1", "5! = 120", "20! = 2432902008176640000");
    }
}
