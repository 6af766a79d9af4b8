package dev.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inspect.StageState;
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
        public List<StageState> stages(String run, long number) {
            return List.of(stage(run, number, name), stage(run, number, "last"));
        }

        private static StageState stage(String run, long number, String name) {
            return new StageState(run, number, name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void runs_are_shown_in_the_order_in_which_they_began_until_they_end() {
        var first = new Named("a");
        var second = new Named("b");
        long one = Runs.begin("x", first);
        long other = Runs.begin("y", second);
        assertThat(names()).containsExactly("x.a", "x.last", "y.b", "y.last");
        assertThat(Runs.channels().toString()).isEqualTo("[channel of a, channel of b]");

        Runs.end(one);
        assertThat(names()).containsExactly("y.b", "y.last");

        Runs.end(other);
        assertThat(Runs.stages()).isEmpty();
        assertThat(Runs.channels()).isEmpty();
    }

    private static List<String> names() {
        return Runs.stages().stream()
                .map(each -> each.pipeline() + "." + each.name())
                .toList();
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
