package dev.sluice.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stress.explore.Explorations.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample of {@code ./sluice explore}, enough for what it has found until now. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExploreTest {
    private static final int SEEDS = 15;

    static List<Subject<?>> all() {
        return Subjects.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void operations_at_once_bring_about_what_they_do_one_after_the_other(Subject<?> subject) throws Exception {
        assertThat(findings(subject, SEEDS)).isEmpty();
    }

    /** Once in 400 schedules, {@code join} took the failure of a goroutine that was started at the last moment for a cancellation. */
    @Test
    void a_failure_after_an_external_is_closed_comes_out_as_itself() throws Exception {
        Scenario<?> scenario = Subjects.all().stream()
                .filter(subject -> subject.name().equals("scope"))
                .flatMap(subject -> subject.scenarios(2).stream())
                .filter(each -> each.toString().equals("scope: go and fail | close external"))
                .findFirst()
                .orElseThrow();
        assertThat(new Explorations(400, "dev.sluice").explore(scenario)).isEmpty();
    }

    @Test
    void an_operation_that_is_not_atomic_is_found() throws Exception {
        Subject<int[]> counter = Subject.of("counter", _ -> new int[1])
                .with("increment", count -> ++count[0])
                .seen(count -> count[0] + "");
        assertThat(findings(counter, 500)).singleElement().satisfies(finding -> {
            assertThat(finding.what()).isNotEqualTo("1, 2, 3; 3");
            assertThat(finding.schedule()).isNotNull();
        });
    }

    private static List<Finding> findings(Subject<?> subject, int seeds) throws InterruptedException {
        var explorations = new Explorations(seeds, "dev.sluice");
        var found = new ArrayList<Finding>();
        for (Scenario<?> each : subject.scenarios(3)) {
            explorations.explore(each).ifPresent(found::add);
        }
        return found;
    }
}
