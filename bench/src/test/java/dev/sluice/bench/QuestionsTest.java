package dev.sluice.bench;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Runs every cell once, in small and without JMH: each looks at what has arrived, and throws if it isn't what was sent. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class QuestionsTest {
    /** Multiples of 100 senders, 16 goroutines and 10 channels; the rest is as small as it can be. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            entry("values", "8000"),
            entry("rounds", "1000"),
            entry("pairs", "1000"),
            entry("goroutines", "100"),
            entry("primes", "20"),
            entry("live", "100"),
            entry("calls", "1600"),
            entry("items", "1000"),
            entry("phaseMicros", "5000"),
            entry("stepsInAll", "20000000"));

    static Stream<Arguments> cells() {
        return Catalogue.find().rows().stream()
                .flatMap(row -> row.cells().stream()
                        .map(cell -> Arguments.argumentSet(
                                row.title() + ", " + cell.contender().title(), row, cell)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void each_benchmark_moves_what_it_says(Row row, Cell cell) throws Exception {
        Object benchmark = row.type().getDeclaredConstructor().newInstance();
        for (var each : cell.parameters().entrySet()) {
            set(benchmark, each.getKey(), small(each.getKey(), each.getValue()));
        }
        Method method = Catalogue.methodOf(row.type());
        var states = new Object[method.getParameterCount()];
        for (int i = 0; i < states.length; i++) {
            states[i] = method.getParameterTypes()[i].getDeclaredConstructor().newInstance();
        }

        runAll(benchmark, Setup.class);
        method.invoke(benchmark, states);
        runAll(benchmark, TearDown.class);

        // Nothing to assert: a benchmark checks what has arrived, and throws.
    }

    @Test
    void each_question_has_a_name_of_its_own_that_is_no_groups_name() {
        List<String> questions = Catalogue.find().rows().stream()
                .map(row -> row.question().name())
                .distinct()
                .toList();
        List<?> types =
                Catalogue.find().rows().stream().map(Row::type).distinct().toList();

        assertThat(questions).hasSameSizeAs(types);
        assertThat(questions).doesNotContain("channels", "goroutines", "contexts", "allocation");
    }

    @Test
    void titles_name_what_distinguishes_the_rows() {
        List<String> titles = Catalogue.find().rows().stream().map(Row::title).toList();

        assertThat(titles).doesNotHaveDuplicates().noneMatch(each -> each.contains("{"));
        assertThat(titles)
                .contains(
                        "select over 2, unbuffered",
                        "select over 10, buffered 16",
                        "1,000,000 blocked at once, each",
                        "round of a select over two, one is ready");
    }

    /** Sizes that are few and part of the question, such as four senders, stay as they are. */
    private static String small(String name, String value) {
        return value.length() < 4 ? value : SMALL.getOrDefault(name, value);
    }

    private static void set(Object benchmark, String name, String value) throws ReflectiveOperationException {
        Field field = Catalogue.parametersOf(benchmark.getClass()).stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        field.setAccessible(true);
        if (field.getType().isEnum()) {
            field.set(benchmark, Catalogue.constant(field.getType(), value));
        } else {
            field.setInt(benchmark, Integer.parseInt(value));
        }
    }

    private static void runAll(Object benchmark, Class<? extends Annotation> annotation)
            throws ReflectiveOperationException {
        for (Method each : Arrays.stream(benchmark.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .toList()) {
            each.invoke(benchmark);
        }
    }
}
