package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.flow.Channels;
import dev.sluice.flow.Pipeline;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.inspect.GoroutineState;
import dev.sluice.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class StartSiteTest {
    /** A body that is no lambda. */
    private static final class Body implements CheckedSupplier<String, RuntimeException> {
        @Override
        public String get() {
            return "";
        }
    }

    private static String here(Scope scope, CheckedSupplier<?, ?> body) throws InterruptedException {
        return scope.go(body).startedAt().getMethodName();
    }

    private static String there(Scope scope, CheckedSupplier<?, ?> body) throws InterruptedException {
        return scope.go(body).startedAt().getMethodName();
    }

    @Test
    void a_lambda_is_started_where_it_stands() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Integer> lines = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                lines.add(scope.go(() -> "").startedAt().getLineNumber());
                lines.add(scope.go("named", () -> {}).startedAt().getLineNumber());
            }
            scope.join();

            int first = lines.getFirst();
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).as("start %d", i).isEqualTo(first + i % 2);
            }
        }
    }

    @Test
    void the_stack_is_looked_at_in_the_first_starts_of_a_lambda_and_then_in_one_of_32() throws InterruptedException {
        try (var scope = Scope.open()) {
            CheckedSupplier<String, RuntimeException> body = () -> "";
            for (int i = 0; i < 33; i++) {
                assertThat(here(scope, body)).isEqualTo("here");
            }

            List<String> places = new ArrayList<>();
            for (int i = 33; i < 65; i++) {
                places.add(there(scope, body));
            }
            scope.join();

            assertThat(places.subList(0, 31)).containsOnly("here");
            assertThat(places.getLast()).isEqualTo("there");
        }
    }

    @Test
    void a_lambda_that_was_seen_at_two_places_is_looked_at_always() throws InterruptedException {
        try (var scope = Scope.open()) {
            CheckedSupplier<String, RuntimeException> body = () -> "";
            for (int i = 0; i < 100; i++) {
                assertThat(here(scope, body)).isEqualTo("here");
                assertThat(there(scope, body)).isEqualTo("there");
            }
            scope.join();
        }
    }

    @Test
    void a_body_that_is_no_lambda_is_looked_at_always() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 100; i++) {
                assertThat(here(scope, new Body())).isEqualTo("here");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(there(scope, new Body())).isEqualTo("there");
            }
            scope.join();
        }
    }

    @Test
    void a_lambda_of_the_library_is_started_by_the_caller_of_the_library() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            assertThat(mapsHere()).isEqualTo("mapsHere");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(mapsThere()).isEqualTo("mapsThere");
        }
    }

    private static String mapsHere() throws InterruptedException {
        try (var scope = Scope.open()) {
            Channels.map(scope, Channel.unbuffered(), each -> each);
            return startOfTheOnlyOne(scope);
        }
    }

    private static String mapsThere() throws InterruptedException {
        try (var scope = Scope.open()) {
            Channels.map(scope, Channel.unbuffered(), each -> each);
            return startOfTheOnlyOne(scope);
        }
    }

    private static String startOfTheOnlyOne(Scope scope) {
        assertThat(scope.crew().running()).hasSize(1);
        return scope.crew().running().getFirst().startedAt().getMethodName();
    }

    @Test
    void what_goroutines_of_the_library_start_was_started_in_that_part_of_it() throws Exception {
        Channel<Integer> items = Channel.unbuffered();
        Channel<Integer> kept = Channel.unbuffered();
        try (var scope = Scope.open().named("shop")) {
            scope.go(() -> Pipeline.from(items)
                    .map("pass", each -> each)
                    .forEach(kept::send)
                    .runNamed("items")
                    .run());
            items.send(1);
            Eventually.becomes(
                    () -> goroutines().anyMatch(each -> each.name().contains("stages/pass")), () -> Sluice.dump());

            assertThat(goroutines().filter(each -> each.name().contains("/stages/")))
                    .isNotEmpty()
                    .allSatisfy(
                            each -> assertThat(String.valueOf(each.startedAt())).startsWith("dev.sluice.flow."));
            items.close();
            kept.receive();
            scope.join();
        }
    }

    private static Stream<GoroutineState> goroutines() {
        return Sluice.snapshot().owners().stream().flatMap(StartSiteTest::all);
    }

    private static Stream<GoroutineState> all(GoroutineState thread) {
        return Stream.concat(
                Stream.of(thread),
                thread.scopes().stream()
                        .flatMap(scope -> scope.goroutines().stream())
                        .flatMap(StartSiteTest::all));
    }
}
