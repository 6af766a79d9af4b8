package dev.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inspect.PipelineState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RunsTest {
    private record Named(String name) implements Runs.Shown {
        @Override
        public List<?> channels() {
            return List.of("channel of " + name);
        }

        @Override
        public PipelineState look(String run, long number) {
            return new PipelineState(run, number, Duration.ZERO, false, null, List.of());
        }
    }

    @Test
    void runs_are_shown_in_the_order_in_which_they_began_until_they_end() {
        var first = new Named("a");
        var second = new Named("b");
        long one = Runs.begin("x", first);
        long other = Runs.begin("y", second);
        assertThat(names()).containsExactly("x", "y");
        assertThat(Runs.channels().toString()).isEqualTo("[channel of a, channel of b]");

        Runs.end(one);
        assertThat(names()).containsExactly("y");

        Runs.end(other);
        assertThat(Runs.now()).isEmpty();
        assertThat(Runs.channels()).isEmpty();
    }

    private static List<String> names() {
        return Runs.now().stream().map(PipelineState::name).toList();
    }

    @Test
    void a_run_that_cannot_be_reached_is_not_kept() throws InterruptedException {
        Runs.begin("lost", new Named("a"));

        while (!Runs.now().isEmpty()) {
            System.gc();
            Thread.sleep(1);
        }
    }
}
