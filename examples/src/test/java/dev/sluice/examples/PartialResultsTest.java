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
class PartialResultsTest {
    @Test
    @WithFakeClock
    void the_page_is_made_of_the_answers_that_came_in_time(FakeClock clock) throws Exception {
        try (var web = new Web()
                .page("/profile", 200, "ada")
                .page("/orders", 200, "7")
                .page("/broken-offer", 500, "")
                .silence("/late-offer")) {
            // The clock stands still, so what answers at all is in time.
            assertThat(PartialResults.page(web, "/profile", Duration.ofMillis(50)))
                    .isEqualTo("ada, 7 orders, ada");
            assertThat(PartialResults.page(web, "/broken-offer", Duration.ofMillis(50)))
                    .isEqualTo("ada, 7 orders, no offer today");

            try (var scope = Scope.open()) {
                Task<String> page = scope.go(() -> PartialResults.page(web, "/late-offer", Duration.ofMillis(50)));
                Eventually.becomes(() -> {
                    clock.advance(Duration.ofMillis(51));
                    return page.state() != Task.State.RUNNING;
                });
                assertThat(page.await()).endsWith(" orders, no offer today");
            }
        }
    }
}
