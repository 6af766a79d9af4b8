package dev.sluice.bench;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The catalogue is all that can be measured: every class with a {@link Question} that JMH knows. */
final class Catalogue {
    private final List<Row> rows;

    private Catalogue(List<Row> rows) {
        this.rows = rows;
    }

    /** Finds all questions on the class path. */
    static Catalogue find() {
        OutputFormat quiet = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        Set<String> names = new TreeSet<>();
        BenchmarkList.defaultList().getAll(quiet, List.of()).forEach(each -> names.add(each.getUserClassQName()));
        var rows = new ArrayList<Row>();
        for (String name : names) {
            Class<?> type = load(name);
            Question question = type.getAnnotation(Question.class);
            if (question != null) {
                rows.addAll(rowsOf(type, question));
            }
        }
        rows.sort(Comparator.comparing((Row row) -> row.question().group())
                .thenComparingInt(row -> row.question().order())); // stable: the rows of a question stay as they are
        return new Catalogue(rows);
    }

    List<Row> rows() {
        return rows;
    }

    /**
     * Answers the rows with one of these names, which are those of questions or of groups; all if there are no names.
     *
     * @throws IllegalArgumentException if nothing has one of the names
     */
    List<Row> named(List<String> names) {
        if (names.isEmpty()) {
            return rows;
        }
        for (String name : names) {
            if (rows.stream().noneMatch(row -> isNamed(row, name))) {
                throw new IllegalArgumentException("nothing is named " + name + "; --list shows all names");
            }
        }
        return rows.stream()
                .filter(row -> names.stream().anyMatch(name -> isNamed(row, name)))
                .toList();
    }

    private static boolean isNamed(Row row, String name) {
        return row.question().name().equals(name)
                || row.question().group().title().equals(name);
    }

    private static List<Row> rowsOf(Class<?> type, Question question) {
        Field contenders = contendersOf(type);
        List<SequencedMap<String, String>> combinations = List.of(new LinkedHashMap<>());
        for (Field field : parametersOf(type)) {
            if (!field.equals(contenders)) {
                combinations = crossed(combinations, field);
            }
        }
        return combinations.stream()
                .map(each -> new Row(question, type, each, cellsOf(type, contenders, each)))
                .toList();
    }

    private static Field contendersOf(Class<?> type) {
        return parametersOf(type).stream()
                .filter(each -> Contender.class.isAssignableFrom(each.getType()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type.getName() + " has no @Param that is a contender"));
    }

    /** The parameters of a question, with those that it has in common with others last. */
    static List<Field> parametersOf(Class<?> type) {
        return withAncestors(type)
                .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                .filter(each -> each.isAnnotationPresent(Param.class))
                .toList();
    }

    private static Stream<Class<?>> withAncestors(Class<?> type) {
        return Stream.iterate(type, Objects::nonNull, Class::getSuperclass);
    }

    private static List<SequencedMap<String, String>> crossed(List<SequencedMap<String, String>> all, Field field) {
        var crossed = new ArrayList<SequencedMap<String, String>>();
        for (Map<String, String> each : all) {
            for (String value : valuesOf(field)) {
                var more = new LinkedHashMap<>(each);
                more.put(field.getName(), value);
                crossed.add(more);
            }
        }
        return crossed;
    }

    private static List<Cell> cellsOf(Class<?> type, Field contenders, Map<String, String> parameters) {
        String benchmark = type.getName() + "." + methodOf(type).getName();
        var cells = new ArrayList<Cell>();
        for (String name : valuesOf(contenders)) {
            var all = new LinkedHashMap<>(parameters);
            all.put(contenders.getName(), name);
            cells.add(new Cell(benchmark, (Contender) constant(contenders.getType(), name), all));
        }
        return cells;
    }

    /** The one method of a question that is measured. */
    static Method methodOf(Class<?> type) {
        return withAncestors(type)
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .filter(each -> each.isAnnotationPresent(Benchmark.class))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> valuesOf(Field field) {
        String[] values = field.getAnnotation(Param.class).value();
        if (values.length == 1 && values[0].equals(Param.BLANK_ARGS)) {
            return Arrays.stream(field.getType().getEnumConstants())
                    .map(each -> ((Enum<?>) each).name())
                    .toList();
        }
        return List.of(values);
    }

    /** The constant of an enum with this name. */
    static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.getSimpleName() + " has no " + name));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("JMH knows a class that isn't there; build again", e);
        }
    }
}
