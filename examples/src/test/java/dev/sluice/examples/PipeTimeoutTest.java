package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.FakeClock;
import dev.sluice.testkit.WithFakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ExampleTest
class PipeTimeoutTest {
    @Test
    @WithFakeClock
    void the_deadline_ends_the_write_and_the_reader_learns_why(FakeClock clock) throws Exception {
        try (var output = Output.capture();
                var scope = Scope.open().named("test")) {
            scope.go(() -> PipeTimeout.main());
            Eventually.becomes(() -> output.text().contains("something else"));
            clock.advance(Duration.ofMillis(250));
            scope.join();

            assertThat(output.text()).isEqualTo("""
                    the reader has read START_ARRAY, and does something else
                    the writer: scope test/go-1/main/writer-1/export was cancelled: the deadline was exceeded
                    the reader: pipe events was closed with an error: java.io.InterruptedIOException: interrupted while \
                    waiting to write to pipe events, after 0 bytes
                    """);
        }
    }
}
