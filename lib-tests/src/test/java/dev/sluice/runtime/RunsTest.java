package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

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
        public List<?> stages(String run, long number) {
            return List.of(run + "." + name, run + ".last");
        }
    }

    @Test
    void runs_are_shown_in_the_order_in_which_they_began_until_they_end() {
        var first = new Named("a");
        var second = new Named("b");
        long one = Runs.begin("x", first);
        long other = Runs.begin("y", second);
        assertThat(Runs.stages().toString()).isEqualTo("[x.a, x.last, y.b, y.last]");
        assertThat(Runs.channels().toString()).isEqualTo("[channel of a, channel of b]");

        Runs.end(one);
        assertThat(Runs.stages().toString()).isEqualTo("[y.b, y.last]");

        Runs.end(other);
        assertThat(Runs.stages()).isEmpty();
        assertThat(Runs.channels()).isEmpty();
    }

    @Test
    void a_run_that_nobody_can_reach_is_not_kept() throws InterruptedException {
        Runs.begin("lost", new Named("a"));

        while (!Runs.stages().isEmpty()) {
            System.gc();
            Thread.sleep(1);
        }
    }
}
