package dev.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/migrating.md is quoted from {@link MigratingCode}, and does what the page says. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck
class MigratingTest {
    private static final List<String> MANY =
            IntStream.range(0, 100).mapToObj(i -> "page" + i).toList();

    private final MigratingCode code = new MigratingCode();

    @Test
    void the_code_of_the_page_is_quoted() {
        Quotes.check(Path.of("../docs/migrating.md"));
    }

    @Test
    void all_work_is_waited_for_and_a_failure_is_thrown() throws Exception {
        code.all(MANY);

        assertThat(code.done).hasSize(100);
        assertThatThrownBy(() -> code.all(List.of("a", "broken")))
                .isInstanceOf(IOException.class)
                .hasMessage("broken is broken");
    }

    @Test
    void results_are_put_together() throws Exception {
        assertThat(code.results(7)).isEqualTo(new MigratingCode.Page("user 7", 8));
    }

    @Test
    void values_are_passed_on_in_order() throws Exception {
        try (var scope = Scope.open()) {
            code.values(scope, MANY);
            scope.join();
        }
        assertThat(code.done).containsExactlyElementsOf(MANY);
    }

    @Test
    void a_loop_ends_with_its_channel() throws Exception {
        try (var scope = Scope.open()) {
            code.end(scope, MANY);
            scope.join();
        }
        assertThat(code.done).containsExactlyElementsOf(MANY);
    }

    @Test
    @Deterministic(seeds = 20)
    void the_first_of_several_is_taken() throws InterruptedException {
        Channel<Integer> prices = Channel.buffered(1);
        Channel<String> news = Channel.buffered(1);

        assertThat(code.first(prices, news)).isEqualTo("nothing for a second");
        prices.send(5);
        assertThat(code.first(prices, news)).isEqualTo("price 5");
        news.send("rain");
        assertThat(code.first(prices, news)).isEqualTo("news rain");
    }

    @Test
    void a_call_within_its_limit_returns() throws Exception {
        assertThat(code.limit("a")).isEqualTo("page of a");
    }

    @Test
    void a_cancelled_task_ends() throws Exception {
        try (var scope = Scope.open()) {
            code.cancel(scope, Channel.unbuffered());
            scope.join();
        }
        assertThat(code.done).isEmpty();
    }

    @Test
    void bounded_work_is_done_too() throws Exception {
        code.bounded(MANY);

        assertThat(code.done).hasSize(100);
    }

    @Test
    void the_first_success_is_taken() throws Exception {
        assertThat(code.success("broken", "far")).isEqualTo("page of far");
    }

    @Test
    void a_pipeline_goes_on_without_a_failed_item() throws Exception {
        code.steps(List.of("a", "broken", "b"));

        assertThat(code.done).containsExactlyInAnyOrder("PAGE OF A", "PAGE OF B");
        assertThat(code.failed)
                .singleElement()
                .satisfies(failed -> assertThat(failed.item()).isEqualTo("broken"));
    }
}
