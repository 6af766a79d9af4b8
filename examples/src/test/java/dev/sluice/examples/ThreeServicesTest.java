package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.FakeClock;
import dev.sluice.testkit.WithFakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ExampleTest
class ThreeServicesTest {
    @Test
    @WithFakeClock
    void there_is_a_page_within_the_budget_and_none_after_it(FakeClock clock) throws Exception {
        try (var output = Output.capture();
                var scope = Scope.open()) {
            Task<?> program = scope.go(() -> ThreeServices.main());
            // The clock stands still, so the first page is in time however long it takes.
            Eventually.becomes(() -> output.text().contains("in time: "));
            Eventually.becomes(() -> {
                clock.advance(Duration.ofMillis(51)); // the second page hasn't begun, or is too late from now on
                return program.state() != Task.State.RUNNING;
            });
            scope.join();

            assertThat(output.text()).isEqualTo("""
                    in time: ada, after 7 orders: free tea
                    after 50 ms: no page, and no call that still waits
                    """);
        }
    }
}
