package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may depend on what. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ArchitectureTest {
    private static final int MOST_PUBLIC_TYPES = 20;

    static final JavaClasses LIBRARY = library();
    private static final JavaClasses TESTS = new ClassFileImporter().importClasses(ArchitectureTest.class);

    private static final ArchRule ASKS_THE_WORLD_FOR_THE_TIME = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.sluice.runtime.RealWorld")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class);

    /** The only classes that know of a module which may be absent: of the Flight Recorder, and of JMX. */
    private static final DescribedPredicate<JavaClass> FLIGHT_EVENTS = belongTo(equivalentTo(WaitEvents.class)
            .or(equivalentTo(ChannelEvents.class))
            .or(equivalentTo(ContextEvents.class))
            .or(equivalentTo(ScopeEvents.class)));

    private static final DescribedPredicate<JavaClass> MANAGEMENT = belongTo(equivalentTo(Management.class));

    private static final ArchRule NEEDS_NOTHING_BUT_JAVA = classes()
            .that(not(FLIGHT_EVENTS.or(MANAGEMENT)))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "dev.sluice..")
                    .and(not(resideInAPackage("java.lang.management"))));

    @Test
    void the_library_needs_nothing_but_java() {
        NEEDS_NOTHING_BUT_JAVA.check(LIBRARY);
    }

    @Test
    void the_classes_of_events_know_of_the_flight_recorder_and_one_of_jmx() {
        classes()
                .that(FLIGHT_EVENTS)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java.lang", "java.util..", "org.jspecify..", "dev.sluice..", "jdk.jfr"))
                .check(LIBRARY);
        classes()
                .that(MANAGEMENT)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify..", "dev.sluice..", "javax.management"))
                .check(LIBRARY);
    }

    @Test
    void the_core_needs_nothing_but_what_is_below_it() {
        usesOnly(
                "dev.sluice", "dev.sluice.runtime", "dev.sluice.internal", "dev.sluice.inspect", "dev.sluice.function");
    }

    @Test
    void what_is_below_the_core_doesnt_know_it() {
        usesOnly("dev.sluice.runtime");
        usesOnly("dev.sluice.function");
        usesOnly("dev.sluice.inspect");
        usesOnly("dev.sluice.internal", "dev.sluice.inspect");
    }

    @Test
    void patterns_need_nothing_but_the_core() {
        for (String pattern : List.of("dev.sluice.sync", "dev.sluice.resilience", "dev.sluice.io")) {
            usesOnly(
                    pattern,
                    "dev.sluice",
                    "dev.sluice.runtime",
                    "dev.sluice.internal",
                    "dev.sluice.inspect",
                    "dev.sluice.function");
        }
    }

    @Test
    void flow_stands_on_the_core_and_the_patterns() {
        usesOnly(
                "dev.sluice.flow",
                "dev.sluice",
                "dev.sluice.runtime",
                "dev.sluice.internal",
                "dev.sluice.inspect",
                "dev.sluice.function",
                "dev.sluice.sync",
                "dev.sluice.resilience");
    }

    @Test
    void back_doors_stand_in_no_signature_of_the_interface() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(not(resideInAPackage("dev.sluice.internal")))
                .should(new ArchCondition<JavaMethod>("name no type of dev.sluice.internal") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean names = Stream.concat(
                                        method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                                .anyMatch(type -> type.getPackageName().equals("dev.sluice.internal"));
                        events.add(new SimpleConditionEvent(method, !names, method.getDescription()));
                    }
                })
                .check(LIBRARY);
    }

    /** Checks that a package uses itself, Java and these others only. */
    private static void usesOnly(String name, String... others) {
        Stream<String> all = Stream.concat(Stream.of("java..", "org.jspecify..", name), Stream.of(others));
        classes()
                .that(resideInAPackage(name).and(not(FLIGHT_EVENTS.or(MANAGEMENT))))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(all.toArray(String[]::new)))
                .check(LIBRARY);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("(dev.sluice..)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void the_world_alone_knows_the_time() {
        ASKS_THE_WORLD_FOR_THE_TIME.check(LIBRARY);
    }

    @Test
    void the_rules_find_what_they_forbid() {
        assertThat(LIBRARY).isNotEmpty();
        assertThatThrownBy(() -> ASKS_THE_WORLD_FOR_THE_TIME.check(TESTS)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> NEEDS_NOTHING_BUT_JAVA.check(TESTS)).isInstanceOf(AssertionError.class);
    }

    /** What the rule of the time has to find. */
    static long forbidden() {
        return System.nanoTime();
    }

    @Test
    void the_core_stays_small() {
        List<String> types = LIBRARY.that(resideInAPackage("dev.sluice")).stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC) && each.isTopLevelClass())
                .map(JavaClass::getSimpleName)
                .filter(each -> !each.equals("package-info"))
                .sorted()
                .toList();

        assertThat(types).contains("Channel", "Select", "Context", "Scope").hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES);
    }

    /** Its code is in a folder, or in a jar once the library has been packaged. */
    private static JavaClasses library() {
        Path code = Path.of(URI.create(Channel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        if (Files.isDirectory(code)) {
            return new ClassFileImporter().importPath(code);
        }
        try (var jar = new JarFile(code.toFile())) {
            return new ClassFileImporter().importJar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
