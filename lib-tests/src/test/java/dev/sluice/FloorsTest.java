package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The files of the core stand on floors, and each knows only its own floor and those below it. Which floor a file stands on is said
 * by the line in front of its class comment.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class FloorsTest {
    /** From the lowest to the highest. */
    private static final List<String> FLOORS = List.of("waiting", "channels", "scopes", "reports");

    /** How many files know each other in a circle at most: the number may only become smaller. */
    private static final int MOST_IN_A_CIRCLE = 15;

    private static final Path SOURCES = Path.of("../lib/src/main/java/dev/sluice");
    private static final Pattern FLOOR = Pattern.compile("^// Floor: (?<floor>.*)\n/\\*\\*", Pattern.MULTILINE);

    /** What each file of the core knows of the others. */
    private static final Map<String, Set<String>> KNOWN = known();

    /** The floor that each file of the core names. */
    private static final Map<String, String> NAMED = named();

    private static Map<String, Set<String>> known() {
        var known = new TreeMap<String, Set<String>>();
        ArchitectureTest.LIBRARY.stream().filter(FloorsTest::isOfCore).forEach(each -> {
            Set<String> others = known.computeIfAbsent(file(each), _ -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(FloorsTest::isOfCore)
                    .map(FloorsTest::file)
                    .filter(other -> !other.equals(file(each)))
                    .forEach(others::add);
        });
        return known;
    }

    private static boolean isOfCore(JavaClass type) {
        return type.getPackageName().equals("dev.sluice") && !file(type).equals("package-info");
    }

    private static String file(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static Map<String, String> named() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .collect(Collectors.toMap(name -> name.replace(".java", ""), FloorsTest::floorOf));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String floorOf(String name) {
        try {
            Matcher line = FLOOR.matcher(Files.readString(SOURCES.resolve(name)));
            return line.find() ? line.group("floor") : "none";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void each_file_of_the_core_names_its_floor() {
        assertThat(NAMED).allSatisfy((_, floor) -> assertThat(FLOORS).contains(floor));
        assertThat(NAMED.keySet()).containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
    }

    @Test
    void no_file_knows_one_that_stands_above_it() {
        assertThat(upwards(FLOORS)).isEmpty();
    }

    @Test
    void the_rule_finds_what_it_forbids() {
        assertThat(upwards(FLOORS.reversed())).contains("Wait <- Channel", "Scope <- Look");
    }

    /** Each dependency that runs up, if the floors have this order. */
    private static List<String> upwards(List<String> floors) {
        return KNOWN.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .filter(other -> floors.indexOf(NAMED.get(other)) > floors.indexOf(NAMED.get(each.getKey())))
                        .map(other -> other + " <- " + each.getKey()))
                .toList();
    }

    @Test
    void only_the_reports_are_found_by_their_name() {
        List<String> byName = ArchitectureTest.LIBRARY.stream()
                .filter(FloorsTest::isOfCore)
                .filter(each -> each.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Class.class)
                                && call.getName().equals("forName")))
                .map(JavaClass::getName)
                .toList();

        assertThat(byName) // and the signals, which are a class of the JDK's
                .containsExactlyInAnyOrder("dev.sluice.Reports$Loaded", "dev.sluice.Signals");
        assertThat(Reports.get()).isInstanceOf(Reporter.class);
    }

    @Test
    void circles_stay_small() {
        assertThat(KNOWN.keySet().stream().map(FloorsTest::circle).max((a, b) -> Integer.compare(a.size(), b.size())))
                .hasValueSatisfying(largest -> assertThat(largest).hasSizeLessThanOrEqualTo(MOST_IN_A_CIRCLE));
    }

    /** The files that know this one, and that it knows, in however many steps. */
    private static Set<String> circle(String file) {
        return reach(file).stream().filter(each -> reach(each).contains(file)).collect(Collectors.toSet());
    }

    private static Set<String> reach(String file) {
        var reached = new TreeSet<String>();
        var next = new ArrayDeque<>(known(file));
        while (!next.isEmpty()) {
            String each = next.remove();
            if (reached.add(each)) {
                next.addAll(known(each));
            }
        }
        return reached;
    }

    private static Collection<String> known(String file) {
        return KNOWN.getOrDefault(file, Set.of());
    }
}
