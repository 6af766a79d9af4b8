package dev.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the examples, and the first ten minutes, show code that compiles, and versions that are those of this project. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck
class PagesTest {
    private static final Path DOCS = Path.of("../docs");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("examples"))) {
            return Stream.concat(
                            Stream.of(DOCS.resolve("getting-started.md")),
                            files.filter(page -> !page.endsWith("README.md")).sorted())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void all_code_of_a_page_is_quoted(Path page) {
        Quotes.check(page);
    }

    @Test
    void each_example_page_is_in_the_index() throws IOException {
        String index = Files.readString(DOCS.resolve("examples/README.md"));

        assertThat(pages())
                .hasSizeGreaterThan(8)
                .allSatisfy(
                        page -> assertThat(index + "(getting-started.md)").contains("(" + page.getFileName() + ")"));
    }

    @Test
    void versions_in_the_snippets_are_those_of_the_build() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        String version = between(pom, "<artifactId>sluice-parent</artifactId>\n  <version>", "</version>");
        String junit = between(pom, "<version.junit>", "</version.junit>");
        String surefire = between(pom, "<version.surefire>", "</version.surefire>");
        String start = Files.readString(DOCS.resolve("getting-started.md"));

        assertThat(start)
                .contains("<sluice.version>" + version + "</sluice.version>")
                .contains("sluice-" + version + ".jar")
                .contains("dev.sluice:sluice:" + version)
                .contains("<version>" + junit + "</version>")
                .contains("junit-jupiter:" + junit)
                .contains("<version>" + surefire + "</version>");
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("<version>" + version + "</version>")
                .contains("dev.sluice:sluice:" + version);
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before);
        assertThat(start).as("the place of %s", before).isNotNegative();
        return text.substring(start + before.length(), text.indexOf(after, start));
    }
}
